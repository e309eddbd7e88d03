// What an explanation adds up to is what the clock shows, whatever the facts, the limit and the calendar.
#include <gtest/gtest.h>

#include <date/tz.h>

#include "calendar_random.hpp"
#include "calendar_reference.hpp"
#include "calendar_samples.hpp"
#include "domain/sla_explanation.hpp"

namespace hotline {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

struct Case {
    CalendarSpec spec;
    Calendar calendar;
    Limit limit;
    SlaClock clock;

    [[nodiscard]] Instant start() const { return clock.facts.front().at; }
    [[nodiscard]] ClockExplanation explanation() const { return explain(clock, limit, calendar); }
    [[nodiscard]] bool works() const {
        return limit.count == Limit::kWorkingHours || limit.count == Limit::kWorkingDays;
    }
    [[nodiscard]] std::string describe() const {
        auto text = spec.zone + " " + std::to_string(limit.amount) + " " + std::string(to_string(limit.count));
        for (const auto& fact : clock.facts)
            text += ", " + std::string(to_string(fact.kind)) + " " + samples::show(fact.at);
        return text;
    }
};

/// A start, and then anything: pauses of pauses, pauses after the breach, answers that are withdrawn.
SlaClock random_clock(Chance& chance, const Limit& limit, bool to_the_minute) {
    const auto longest = limit.in_hours() ? 1'500 : 5'000;
    auto at = chance.instant();
    if (to_the_minute) at = std::chrono::floor<minutes>(at);
    SlaClock clock{.facts = {{ClockFact::kStart, at}}};
    for (auto i = chance.between(0, 6); i > 0; --i) {
        at += minutes{chance.between(0, longest)};
        if (!to_the_minute) at += milliseconds{chance.between(0, 59'999)};
        const auto kind =
            chance.one_in(6) ? ClockFact::kMeet : static_cast<ClockFact::Kind>(chance.between(1, 2));  // pause, resume
        clock.facts.push_back({kind, at});
    }
    return clock;
}

template <class Check>
void for_random_cases(int calendars, bool to_the_minute, const Check& check) {
    Chance chance;
    for (int i = 0; i < calendars; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        for (int j = 0; j < 20; ++j) {
            const auto limit = chance.limit();
            const Case it{spec, calendar, limit, random_clock(chance, limit, to_the_minute)};
            SCOPED_TRACE(it.describe());
            check(it, chance);
        }
    }
}

/// What the spans have counted until then.
milliseconds counted_until(const std::vector<ExplainedSpan>& spans, Instant until) {
    milliseconds sum{0};
    for (const auto& span : spans) {
        if (span.kind == ExplainedSpan::kCounted && span.from < until) sum += std::min(span.to, until) - span.from;
    }
    return sum;
}

date::local_days slow_date(std::chrono::local_days date) { return date::local_days{date.time_since_epoch()}; }

TEST(SlaExplanationProperty, TheSumIsWhatMayElapseAndEndsAtTheDueInstant) {
    for_random_cases(12, false, [](const Case& it, Chance&) {
        const auto why = it.explanation();
        const auto reading = read(it.clock, it.limit, it.calendar, it.start());
        EXPECT_EQ(why.due, reading.due);
        EXPECT_EQ(why.sum, reading.total);
        if (it.limit.in_hours()) EXPECT_EQ(why.sum, minutes{it.limit.amount});
        ASSERT_FALSE(why.spans.empty());
        EXPECT_GE(why.spans.front().from, it.start());
        EXPECT_EQ(why.spans.back().to, reading.due.due);
        for (std::size_t i = 0; i + 1 < why.spans.size(); ++i) {
            EXPECT_LT(why.spans[i].from, why.spans[i].to);
            EXPECT_LE(why.spans[i].to, why.spans[i + 1].from);
            if (!it.works()) EXPECT_EQ(why.spans[i].to, why.spans[i + 1].from);
        }
    });
}

TEST(SlaExplanationProperty, TheSpansUntilNowAreWhatHasElapsed) {
    for_random_cases(12, false, [](const Case& it, Chance& chance) {
        const auto why = it.explanation();
        if (why.truncated) return;
        const auto last = it.clock.facts.back().at;
        const auto now = last + minutes{chance.between(0, 3'000)};
        const auto reading = read(it.clock, it.limit, it.calendar, now);
        auto until = reading.met_at.value_or(now);
        if (!reading.met_at && !why.pauses.empty() && !why.pauses.back().to) until = why.pauses.back().from;
        if (until > why.due.due) {
            EXPECT_GE(reading.elapsed, why.sum);
        } else {
            EXPECT_EQ(reading.elapsed, counted_until(why.spans, until));
        }
    });
}

TEST(SlaExplanationProperty, EachSpanIsWorkingTimeOfTheLineItNames) {
    for_random_cases(4, true, [](const Case& it, Chance&) {
        if (!it.works()) return;
        const SlowCalendar slow(it.spec);
        for (const auto& span : it.explanation().spans) {
            if (span.kind == ExplainedSpan::kPaused || span.kind == ExplainedSpan::kRest) continue;
            EXPECT_EQ(slow.working_time(span.from, span.to), span.counted) << samples::show(span.from);
            ASSERT_TRUE(span.line);
            EXPECT_EQ(slow.date_of(span.from), slow_date(span.line->date));
            EXPECT_EQ(slow.hours(slow_date(span.line->date)), span.line->hours);
            EXPECT_EQ(span.kind == ExplainedSpan::kOff, !slow.close_of(slow_date(span.line->date)));
        }
    });
}

TEST(SlaExplanationProperty, TheDaysCountUpToTheLimitAndEndAtACloseOfBusiness) {
    for_random_cases(4, true, [](const Case& it, Chance&) {
        const auto why = it.explanation();
        EXPECT_EQ(why.days.empty(), it.limit.in_hours());
        if (it.limit.in_hours()) return;
        const SlowCalendar slow(it.spec);
        ASSERT_GE(why.days.size(), 2U);
        EXPECT_EQ(slow_date(why.days.front().first), slow.date_of(it.start()));
        EXPECT_EQ(why.days.back().number, it.limit.amount);
        EXPECT_EQ(slow.close_of(slow_date(why.days.back().last)), why.first_due.due);
        long long number = 0;
        auto next = why.days.front().first;
        for (const auto& day : why.days) {
            EXPECT_EQ(day.first, next);
            for (; next <= day.last; next += std::chrono::days{1}) {
                if (day.role == ExplainedDay::kCounted) ++number;
                const bool works = slow.close_of(slow_date(next)).has_value();
                EXPECT_EQ(day.line->works, works);
                if (it.works() && day.role != ExplainedDay::kDayZero)
                    EXPECT_EQ(day.role == ExplainedDay::kCounted, works);
            }
            EXPECT_EQ(day.number, number);
        }
    });
}

TEST(SlaExplanationProperty, EachPauseMovesTheDueInstantByWhatItLeavesOut) {
    for_random_cases(4, true, [](const Case& it, Chance&) {
        const auto why = it.explanation();
        const SlowCalendar slow(it.spec);
        auto at = why.first_due;
        for (const auto& pause : why.pauses) {
            EXPECT_EQ(pause.due_before, at);
            at = pause.due_after;
            if (!pause.to) {
                EXPECT_EQ(at, pause.due_before);
            } else if (!it.works()) {
                EXPECT_EQ(pause.left_out, *pause.to - pause.from);
                const auto moved = pause.due_before.due + pause.left_out;
                EXPECT_EQ(at.due, it.limit.in_hours() ? moved : slow.close_not_before(moved));
            } else {
                EXPECT_EQ(pause.left_out, slow.working_time(pause.from, *pause.to));
                EXPECT_EQ(slow.working_time(pause.due_before.due, at.due), pause.left_out);
            }
        }
        EXPECT_EQ(at, why.due);
    });
}

}  // namespace
}  // namespace hotline
