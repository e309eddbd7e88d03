// Calendars of the first city (DOMAIN §4) for tests.
#pragma once

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.hpp"
#include "domain/calendar.hpp"

namespace hotline::samples {

inline std::chrono::year_month_day ymd(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

inline void add_off(std::vector<Holiday>& days, std::chrono::year_month_day first, std::chrono::year_month_day last) {
    for (std::chrono::local_days day{first}; day <= std::chrono::local_days{last}; day += std::chrono::days{1}) {
        days.push_back({std::chrono::year_month_day{day}, SpecialDay::kOff});
    }
}

/// 国办发明电〔2021〕11号.
inline std::vector<Holiday> notice_2022() {
    std::vector<Holiday> days;
    add_off(days, ymd(2022, 1, 1), ymd(2022, 1, 3));
    add_off(days, ymd(2022, 1, 31), ymd(2022, 2, 6));
    add_off(days, ymd(2022, 4, 3), ymd(2022, 4, 5));
    add_off(days, ymd(2022, 4, 30), ymd(2022, 5, 4));
    add_off(days, ymd(2022, 6, 3), ymd(2022, 6, 5));
    add_off(days, ymd(2022, 9, 10), ymd(2022, 9, 12));
    add_off(days, ymd(2022, 10, 1), ymd(2022, 10, 7));
    for (const auto& [month, day] : {std::pair{1, 29}, {1, 30}, {4, 2}, {4, 24}, {5, 7}, {10, 8}, {10, 9}}) {
        days.push_back({ymd(2022, static_cast<unsigned>(month), static_cast<unsigned>(day)), SpecialDay::kMakeUp});
    }
    return days;
}

/// Notice of 4 November 2025.
inline std::vector<Holiday> notice_2026() {
    std::vector<Holiday> days;
    add_off(days, ymd(2026, 1, 1), ymd(2026, 1, 3));
    add_off(days, ymd(2026, 2, 15), ymd(2026, 2, 23));
    add_off(days, ymd(2026, 4, 4), ymd(2026, 4, 6));
    add_off(days, ymd(2026, 5, 1), ymd(2026, 5, 5));
    add_off(days, ymd(2026, 6, 19), ymd(2026, 6, 21));
    add_off(days, ymd(2026, 9, 25), ymd(2026, 9, 27));
    add_off(days, ymd(2026, 10, 1), ymd(2026, 10, 7));
    for (const auto& [month, day] : {std::pair{1, 4}, {2, 14}, {2, 28}, {5, 9}, {9, 20}, {10, 10}}) {
        days.push_back({ymd(2026, static_cast<unsigned>(month), static_cast<unsigned>(day)), SpecialDay::kMakeUp});
    }
    return days;
}

inline std::shared_ptr<const HolidayTable> holidays() {
    auto table = std::make_shared<HolidayTable>();
    if (!table->add(2022, notice_2022()) || !table->add(2026, notice_2026())) throw std::logic_error("sample holidays");
    return table;
}

inline const DayHours kOfficeDay{{510, 720}, {780, 1020}};  // 08:30-12:00, 13:00-17:00

inline CalendarSpec office_spec() {
    CalendarSpec spec{.id = "office", .version = "1", .zone = "Asia/Shanghai", .holidays = holidays()};
    for (std::size_t day = 0; day < 5; ++day) spec.week[day] = kOfficeDay;
    return spec;
}

inline CalendarSpec campaign_spec() {
    CalendarSpec spec{.id = "campaign", .version = "1", .zone = "Asia/Shanghai"};
    spec.week.fill({{480, 1200}});  // 08:00-20:00
    return spec;
}

inline CalendarSpec always_spec(std::string zone = "Asia/Shanghai") {
    return {.id = "24x7", .version = "1", .zone = std::move(zone), .always = true};
}

inline Calendar calendar(CalendarSpec spec) { return Calendar::make(std::move(spec)).value(); }
inline std::shared_ptr<const Calendar> shared(CalendarSpec spec) {
    return std::make_shared<const Calendar>(calendar(std::move(spec)));
}

/// "2022-04-01 16:00" in Changchun.
inline Instant at(const std::string& text) {
    return parse_rfc3339(text.substr(0, 10) + "T" + text.substr(11) + ":00+08:00", "test").value();
}
inline Instant utc(const std::string& text) { return parse_rfc3339(text + "Z", "test").value(); }

/// The local time in Changchun, as `at` takes it.
inline std::string show(Instant instant) {
    static const auto* const zone = find_time_zone("Asia/Shanghai").value();
    const auto text = to_rfc3339(instant, *zone);
    return text.substr(0, 10) + " " + text.substr(11, 5);
}

inline Limit clock_hours(long long hours) { return {Limit::kClockHours, hours * 60}; }
inline Limit working_hours(long long hours) { return {Limit::kWorkingHours, hours * 60}; }
inline Limit working_days(long long days) { return {Limit::kWorkingDays, days}; }
inline Limit natural_days(long long days) { return {Limit::kNaturalDays, days}; }

}  // namespace hotline::samples
