#include "domain/calendar_holidays.hpp"

#include <cstdlib>
#include <string>

namespace hotline {

namespace {

std::string text_of(std::chrono::year_month_day date) {
    const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(int{date.year()}) + "-" + two(unsigned{date.month()}) + "-" + two(unsigned{date.day()});
}

}  // namespace

Result<void> HolidayTable::add(int year, const std::vector<Holiday>& days) {
    if (years_.contains(year))
        return fail(ErrorCode::kBadConfiguration, "holidays of this year are given twice", "/year");
    std::map<std::chrono::local_days, Entry> notice;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const auto& [date, kind, name] = days[i];
        const auto problem = [&](const std::string& text) {
            return fail(ErrorCode::kBadConfiguration, text_of(date) + " " + text, "/days/" + std::to_string(i));
        };
        if (!date.ok()) return problem("is not a date");
        if (std::abs(int{date.year()} - year) > 1)
            return problem("cannot belong to the holidays of " + std::to_string(year));
        if (!notice.try_emplace(std::chrono::local_days{date}, Entry{year, kind, name}).second)
            return problem("is given twice");
    }
    for (const auto& [date, entry] : notice) {
        const auto [known, fresh] = days_.try_emplace(date, entry);
        if (!fresh && known->second.notice < year) known->second = entry;
    }
    years_.insert(year);
    return {};
}

std::optional<SpecialDay> HolidayTable::find(std::chrono::local_days date) const {
    const auto found = days_.find(date);
    if (found == days_.end()) return std::nullopt;
    return found->second.kind;
}

std::string HolidayTable::name(std::chrono::local_days date) const {
    const auto found = days_.find(date);
    return found == days_.end() ? std::string() : found->second.name;
}

}  // namespace hotline
