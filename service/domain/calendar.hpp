// Calendars: when work is done, and how a time limit is counted through it (DESIGN §5, DOMAIN §4.2).
// An instant is working time when the local time it has in the calendar's zone lies in an interval of its local date.
// So an hour that summer time skips is not counted and an hour that it repeats is counted twice.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/calendar_day.hpp"
#include "domain/calendar_holidays.hpp"

namespace date {
class time_zone;
}

namespace hotline {

/// "Two working hours", "five working days".
struct Limit {
    enum Count : unsigned char {
        kClockHours,    ///< around the clock, whatever the calendar
        kWorkingHours,  ///< inside the calendar's intervals
        kWorkingDays,   ///< day 0 is not counted; due at the close of business of the last day
        kNaturalDays,   ///< day 0 is not counted; ends at the close of business of the last day, or of the next
                        ///< working day when the last is off (Civil Code art. 203); at 24:00 in a 24x7 calendar
    };
    static constexpr long long kMostMinutes = 10LL * 366 * 24 * 60;
    static constexpr long long kMostDays = 10LL * 366;

    Count count = kClockHours;
    long long amount = 0;  ///< minutes for the two kinds of hours, days for the two kinds of days

    [[nodiscard]] bool in_hours() const { return count == kClockHours || count == kWorkingHours; }
    /// Between 1 and ten years. Counting takes what is outside for the nearest that is inside.
    [[nodiscard]] bool valid() const { return amount >= 1 && amount <= (in_hours() ? kMostMinutes : kMostDays); }
    bool operator==(const Limit&) const = default;
};

inline constexpr std::array<std::string_view, 4> kCountNames{"clock_hours", "working_hours", "working_days",
                                                             "natural_days"};
[[nodiscard]] constexpr std::string_view to_string(Limit::Count count) { return kCountNames[count]; }
[[nodiscard]] std::optional<Limit::Count> parse_count(std::string_view name);

/// The first instant that is too late.
struct DueInstant {
    Instant due{};
    bool provisional = false;  ///< rests on a year whose holidays are not known yet
    bool operator==(const DueInstant&) const = default;
};

struct CalendarSpec {
    std::string id = {};
    std::string version = {};
    std::string zone = {};                              ///< tz database name
    bool always = false;                                ///< 24x7: has neither hours nor holidays
    std::array<DayHours, 7> week = {};                  ///< Monday first
    std::optional<DayHours> make_up_day = {};           ///< hours of a make-up working day; Monday's when not given
    std::shared_ptr<const HolidayTable> holidays = {};  ///< null: every week is like the other
};

class WorkingTimeline;

/// Immutable, safe to use from every thread, cheap to copy. Counting costs well under a microsecond in the years from
/// 2015 to 2040 and those of the holiday table; outside of them it is as right, but slow.
class Calendar {
public:
    /// kBadConfiguration, `field` names the member (JSON pointer below the calendar): intervals not in order,
    /// overlapping, empty or outside the day; no working time at all; a 24x7 calendar with hours or holidays; an
    /// unknown zone; no id.
    [[nodiscard]] static Result<Calendar> make(CalendarSpec spec);

    [[nodiscard]] const std::string& id() const;
    [[nodiscard]] const std::string& version() const;

    /// When a limit that begins to run at `start` has run out.
    [[nodiscard]] DueInstant add(Instant start, Limit limit) const;

    /// Where `due` moves because the limit did not run between `from` and `to`, `from` before `due`. What was left at
    /// `from` is left at `to`: in clock time, in working time, for working days in working time too (a pause of a whole
    /// working day moves it by one, of half a day by half), and for natural days in clock time, up to the next close of
    /// business.
    [[nodiscard]] DueInstant postpone(DueInstant due, Limit::Count count, Instant from, Instant to) const;

    /// The first instant by which `time` has been counted since `from`: in working time for limits in working hours and
    /// days, else in clock time.
    [[nodiscard]] Instant advance(Limit::Count count, Instant from, std::chrono::milliseconds time) const;

    /// Time counted between two instants, `from` not after `to`: working time for limits in working hours and days,
    /// else all of it.
    [[nodiscard]] std::chrono::milliseconds counted(Limit::Count count, Instant from, Instant to) const;
    [[nodiscard]] std::chrono::milliseconds working_time(Instant from, Instant to) const;

    [[nodiscard]] bool is_working_day(std::chrono::local_days date) const;

    /// The first instant that nothing is known of: the end of the last of the years, without a gap from that of `now`
    /// on, whose holidays are known. That of `now` begins it where its own are not. Nothing for a calendar without
    /// holidays.
    [[nodiscard]] std::optional<Instant> known_until(Instant now) const;

    // What an explanation of the above is written from.
    [[nodiscard]] std::chrono::local_days date_of(Instant instant) const;
    [[nodiscard]] DayLine day(std::chrono::local_days date) const;
    /// Calls `take` in order with each interval of working time and each day off between two instants, until it answers
    /// false. Hours outside the intervals of a working day are left out.
    void each_span(Instant from, Instant to, const std::function<bool(const DaySpan&)>& take) const;

private:
    struct Data;
    explicit Calendar(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
    template <class Count>
    [[nodiscard]] DueInstant count_from(Instant first, const Count& count) const;
    template <class Ask>
    [[nodiscard]] auto ask(Instant first, Instant last, const Ask& question) const;
    [[nodiscard]] bool provisional(std::chrono::local_days first, std::chrono::local_days last) const;

    std::shared_ptr<const Data> data_;
};

}  // namespace hotline
