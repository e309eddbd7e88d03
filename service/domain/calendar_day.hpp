// What a calendar says about one local date: its hours, and why it has them.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace hotline {

/// Minutes of the local day, `close` not included; 0 to 1440.
struct MinuteInterval {
    int open = 0;
    int close = 0;
    bool operator==(const MinuteInterval&) const = default;
};
using DayHours = std::vector<MinuteInterval>;  ///< empty: a day off

enum class DayKind : unsigned char {
    kAlways,      ///< any day of a 24x7 calendar
    kWorkingDay,  ///< hours of its weekday
    kMakeUpDay,   ///< 调休: works because the notice says so
    kHoliday,     ///< off because the notice says so
    kDayOff,      ///< its weekday has no hours
};
inline constexpr std::array<std::string_view, 5> kDayKindNames{"around_the_clock", "working_day", "make_up_day",
                                                               "holiday", "day_off"};
[[nodiscard]] constexpr std::string_view to_string(DayKind kind) {
    return kDayKindNames[static_cast<std::size_t>(kind)];
}

/// The line of a calendar that holds for a date.
struct DayLine {
    std::chrono::local_days date;
    DayKind kind = DayKind::kDayOff;
    DayHours hours = {};
    std::string holiday = {};  ///< the name the notice gives it, of a make-up day too; empty where it has none
    bool works = false;        ///< has working time; not so either where a change of the clock skips all of its hours
    bool provisional = false;  ///< of a year whose notice is not known yet

    /// Whether a reader may be told once for both dates: they are off for the same reason, or no date is unlike
    /// another.
    [[nodiscard]] bool same_as(const DayLine& other) const;
};

/// Part of one local date, of one interval of its hours or of a day off.
struct DaySpan {
    std::chrono::local_days date;
    Instant from{};
    Instant to{};
    bool works = false;
};

/// "Friday 08:30-12:00, 13:00-17:00", "make-up working day (劳动节) 08:30-12:00, 13:00-17:00", "holiday (劳动节)",
/// "day off", "around the clock".
[[nodiscard]] std::string describe(const DayLine& line);

/// "2022-04-29".
[[nodiscard]] std::string to_text(std::chrono::local_days date);

}  // namespace hotline
