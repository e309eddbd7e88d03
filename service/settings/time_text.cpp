#include "settings/time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hotline::settings {

namespace {

constexpr std::array<std::string_view, 7> kDays{"monday", "tuesday",  "wednesday", "thursday",
                                                "friday", "saturday", "sunday"};
constexpr std::size_t kDateLength = 10;

/// `text` as digits only, or nothing.
std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (text.empty() || text.front() == '-' || failure != std::errc() || stop != end) return std::nullopt;
    return value;
}

}  // namespace

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
    if (text.size() != kDateLength || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day))};
    return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<int> parse_minute(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = number(text.substr(0, 2));
    const auto minute = number(text.substr(3, 2));
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
    return *hour * 60 + *minute;
}

std::optional<MinuteInterval> parse_interval(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto open = parse_minute(text.substr(0, dash));
    const auto close = parse_minute(text.substr(dash + 1));
    if (!open || !close) return std::nullopt;
    return MinuteInterval{*open, *close};
}

std::optional<std::chrono::local_time<std::chrono::minutes>> parse_local_time(std::string_view text) {
    if (text.size() <= kDateLength || text[kDateLength] != ' ') return std::nullopt;
    const auto date = parse_date(text.substr(0, kDateLength));
    const auto minute = parse_minute(text.substr(kDateLength + 1));
    if (!date || !minute) return std::nullopt;
    return std::chrono::local_days(*date) + std::chrono::minutes(*minute);
}

std::optional<std::size_t> parse_weekday(std::string_view name) {
    const auto found = std::ranges::find(kDays, name);
    if (found == kDays.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kDays.begin());
}

}  // namespace hotline::settings
