// A calendar's working time between two years, laid out once in UTC, so that counting is a search instead of a walk
// over days. Only for calendar.cpp.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/calendar.hpp"

namespace hotline {

/// The hours of each local date. Interval lists are checked before they come here.
struct WorkingPattern {
    std::array<DayHours, 7> week;  ///< Monday first
    DayHours make_up_day;
    std::shared_ptr<const HolidayTable> holidays;

    [[nodiscard]] const DayHours& hours(std::chrono::local_days date) const;
};

/// Immutable. Where a question leads out of the years it was built for, the answer is nullopt.
class WorkingTimeline {
public:
    using Days = std::chrono::local_days;
    using Milliseconds = std::chrono::milliseconds;

    WorkingTimeline(const WorkingPattern& pattern, const date::time_zone& zone, int first_year, int last_year);

    [[nodiscard]] bool covers(Instant instant) const { return begin_ <= instant && instant < end_; }
    /// Only for an instant that is covered.
    [[nodiscard]] Days date_of(Instant instant) const;
    /// Working time since the timeline begins; only for an instant that is covered.
    [[nodiscard]] Milliseconds worked_until(Instant instant) const;
    /// The first instant until which so much has been worked; at an evening it is the close of business, not the next
    /// opening.
    [[nodiscard]] std::optional<Instant> when_worked(Milliseconds worked) const;

    struct WorkingDay {
        Days date;
        Instant close;
    };
    /// The n-th working day after `date`, n from 1.
    [[nodiscard]] std::optional<WorkingDay> working_day_after(Days date, long long n) const;
    /// The first close of business that is not before `instant`.
    [[nodiscard]] std::optional<WorkingDay> close_from(Instant instant) const;

    /// Whether the date has working time.
    [[nodiscard]] bool works(Days date) const;
    /// When the local date of `instant` ends, or before that a change of the clock; only for an instant that is
    /// covered.
    [[nodiscard]] Instant date_end(Instant instant) const;
    struct Stretch {
        Instant open;
        Instant close;
    };
    /// What is worked without a break, maybe for days, from `instant` or the next opening on.
    [[nodiscard]] std::optional<Stretch> working_from(Instant instant) const;

private:
    struct OffsetPeriod {
        Instant begin;
        std::chrono::seconds offset;
    };
    struct Span {
        Instant open;
        Instant close;
        Milliseconds worked_before;
        [[nodiscard]] Milliseconds worked_until_close() const { return worked_before + (close - open); }
    };
    void lay_out(const WorkingPattern& pattern, Instant begin, Instant end, std::chrono::seconds offset,
                 std::vector<Instant>& closes);
    void add_span(Instant open, Instant close);
    [[nodiscard]] std::size_t index(Days date) const { return static_cast<std::size_t>((date - first_date_).count()); }

    Days first_date_;
    std::size_t dates_;
    Instant begin_;
    Instant end_;
    std::vector<OffsetPeriod> periods_;
    std::vector<Span> spans_;  ///< in order, none touches the next
    std::vector<WorkingDay> working_days_;
    std::vector<std::int32_t> working_days_until_;  ///< by date: how many working days there are up to and with it
};

}  // namespace hotline
