#include "domain/calendar_day.hpp"

#include <fmt/format.h>

#include <utility>

namespace hotline {

namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                    "Friday", "Saturday", "Sunday"};

std::string text_of(const DayHours& hours) {
    std::string text;
    for (const auto& [open, close] : hours) {
        text += fmt::format("{}{:02}:{:02}-{:02}:{:02}", text.empty() ? " " : ", ", open / 60, open % 60, close / 60,
                            close % 60);
    }
    return text;
}

/// What stands before the hours.
std::string name_of(const DayLine& line) {
    const auto named = [&](const std::string& text) {
        return line.holiday.empty() ? text : text + " (" + line.holiday + ")";
    };
    switch (line.kind) {
        case DayKind::kAlways: return "around the clock";
        case DayKind::kWorkingDay: return std::string(kWeekdays[std::chrono::weekday{line.date}.iso_encoding() - 1]);
        case DayKind::kMakeUpDay: return named("make-up working day");
        case DayKind::kHoliday: return named("holiday");
        case DayKind::kDayOff: return "day off";
    }
    std::unreachable();
}

}  // namespace

bool DayLine::same_as(const DayLine& other) const {
    const bool foldable = (!works && !other.works) || kind == DayKind::kAlways;
    return foldable && kind == other.kind && hours == other.hours && holiday == other.holiday &&
           provisional == other.provisional;
}

std::string describe(const DayLine& line) {
    if (line.kind == DayKind::kAlways) return name_of(line);
    const auto* const skipped = !line.hours.empty() && !line.works ? ", skipped by a change of the clock" : "";
    return name_of(line) + text_of(line.hours) + skipped;
}

std::string to_text(std::chrono::local_days date) {
    const std::chrono::year_month_day day{date};
    return fmt::format("{:04}-{:02}-{:02}", int{day.year()}, unsigned{day.month()}, unsigned{day.day()});
}

}  // namespace hotline
