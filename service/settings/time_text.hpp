// Dates and times of day as configuration writes them: "2022-05-01", "08:30", "08:30-12:00", "monday". Instants of the
// API are base/instant.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "domain/calendar_day.hpp"

namespace hotline::settings {

// Nothing: it is none.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
/// Minutes of the day, up to those of 24:00.
[[nodiscard]] std::optional<int> parse_minute(std::string_view text);
/// Whether it begins before it ends is the reader's business.
[[nodiscard]] std::optional<MinuteInterval> parse_interval(std::string_view text);
/// "2022-05-01 08:30".
[[nodiscard]] std::optional<std::chrono::local_time<std::chrono::minutes>> parse_local_time(std::string_view text);
/// Monday is 0.
[[nodiscard]] std::optional<std::size_t> parse_weekday(std::string_view name);

}  // namespace hotline::settings
