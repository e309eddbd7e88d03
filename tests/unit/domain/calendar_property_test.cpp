#include <gtest/gtest.h>

#include "calendar_random.hpp"
#include "calendar_reference.hpp"
#include "calendar_samples.hpp"
#include "domain/calendar.hpp"

namespace hotline {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

const auto kNothing = [](Instant) { return false; };

std::string describe(const CalendarSpec& spec, Instant start, Limit limit) {
    return spec.zone + (spec.always ? " always" : "") + (spec.holidays ? " with holidays " : " ") +
           samples::show(start) + " (+08:00, " + std::to_string(start.time_since_epoch().count()) + ") + " +
           std::to_string(limit.amount) + " " + std::string(to_string(limit.count));
}

/// What add() must come to.
DueInstant slow_add(const SlowCalendar& slow, Instant start, Limit limit) {
    const auto day_0 = slow.date_of(start);
    const auto last_date = [&](Instant due) { return slow.date_of(due - milliseconds{1}); };
    switch (limit.count) {
        case Limit::kClockHours: return {start + minutes{limit.amount}, false};
        case Limit::kWorkingHours: {
            const auto due = slow.after_working_time(start, minutes{limit.amount}, kNothing);
            return {due, slow.unknown_year(day_0, last_date(due))};
        }
        case Limit::kWorkingDays: {
            const auto due = slow.after_working_days(start, limit.amount);
            return {due, slow.unknown_year(day_0 + date::days{1}, last_date(due))};
        }
        case Limit::kNaturalDays: {
            const auto due = slow.after_natural_days(start, limit.amount);
            return {due, slow.unknown_year(day_0 + date::days{limit.amount}, last_date(due))};
        }
    }
    return {};
}

TEST(CalendarProperty, AddingComesToTheSameAsCountingMinutes) {
    Chance chance;
    for (int i = 0; i < 16; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        const SlowCalendar slow(spec);
        for (int j = 0; j < 5; ++j) {
            const auto start = chance.instant();
            const auto limit = chance.limit();
            const auto expected = slow_add(slow, start, limit);
            const auto found = calendar.add(start, limit);
            EXPECT_EQ(found.due, expected.due) << describe(spec, start, limit) << " = " << samples::show(found.due)
                                               << ", not " << samples::show(expected.due);
            EXPECT_EQ(found.provisional, expected.provisional) << describe(spec, start, limit);
        }
    }
}

TEST(CalendarProperty, WorkingTimeIsTheSumOfWorkingMinutes) {
    Chance chance;
    for (int i = 0; i < 16; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        for (int j = 0; j < 5; ++j) {
            const auto from = chance.instant();
            const auto to = from + milliseconds{chance.between(0, 14LL * 24 * 3'600'000)};
            EXPECT_EQ(calendar.working_time(from, to), SlowCalendar(spec).working_time(from, to))
                << describe(spec, from, {});
        }
    }
}

TEST(CalendarProperty, WorkingHoursAreUsedUpExactlyWhenDue) {
    Chance chance;
    for (int i = 0; i < 20; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        for (int j = 0; j < 10; ++j) {
            const auto start = chance.instant();
            const Limit limit{Limit::kWorkingHours, chance.between(1, 100'000)};
            SCOPED_TRACE(describe(spec, start, limit));
            const auto due = calendar.add(start, limit).due;
            EXPECT_EQ(calendar.working_time(start, due), minutes{limit.amount});
            EXPECT_LT(calendar.working_time(start, due - milliseconds{1}), minutes{limit.amount});
        }
    }
}

TEST(CalendarProperty, ALaterStartIsNeverDueEarlier) {
    Chance chance;
    for (int i = 0; i < 20; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        for (int j = 0; j < 10; ++j) {
            const auto limit = chance.limit();
            const auto start = chance.instant();
            const auto later = start + milliseconds{chance.between(0, 4LL * 24 * 3'600'000)};
            SCOPED_TRACE(describe(spec, start, limit));
            EXPECT_GT(calendar.add(start, limit).due, start);
            // Where the clock is set back across midnight a date comes back, and days are counted from the earlier date
            // again.
            if (spec.zone == "America/St_Johns" && !limit.in_hours()) continue;
            EXPECT_LE(calendar.add(start, limit).due, calendar.add(later, limit).due);
        }
    }
}

}  // namespace
}  // namespace hotline
