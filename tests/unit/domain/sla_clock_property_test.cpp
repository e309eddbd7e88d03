#include <gtest/gtest.h>

#include <array>

#include "calendar_random.hpp"
#include "calendar_reference.hpp"
#include "calendar_samples.hpp"
#include "domain/sla_clock.hpp"

namespace hotline {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

struct Pause {
    Instant from;
    Instant to;
};

struct Course {
    Limit limit;
    SlaClock clock;
    std::vector<Pause> pauses;

    [[nodiscard]] Instant start() const { return clock.facts.front().at; }
    [[nodiscard]] std::string describe(const CalendarSpec& spec) const {
        auto text = spec.zone + " " + std::to_string(limit.amount) + " " + std::string(to_string(limit.count));
        static constexpr std::array kKinds{"start", "pause", "resume", "meet", "stop"};
        for (const auto& fact : clock.facts)
            text += std::string(", ") + kKinds[fact.kind] + " " + samples::show(fact.at);
        return text;
    }
};

Instant whole_minute(Instant instant) { return std::chrono::floor<minutes>(instant); }

Course random_course(Chance& chance) {
    Course course{.limit = chance.limit(), .clock = {}, .pauses = {}};
    auto at = whole_minute(chance.instant());
    course.clock.facts.push_back({ClockFact::kStart, at});
    const auto longest = course.limit.in_hours() ? 1'500 : 5'000;
    for (auto i = chance.between(0, 3); i > 0; --i) {
        const auto from = at + minutes{chance.between(0, longest)};
        at = from + minutes{chance.between(1, longest)};
        course.clock.facts.push_back({ClockFact::kPause, from});
        course.clock.facts.push_back({ClockFact::kResume, at});
        course.pauses.push_back({from, at});
    }
    return course;
}

/// The due instant of a limit counted in working time: minutes that are worked and not paused, until the limit is used
/// up.
Instant slow_working_due(const SlowCalendar& slow, const Course& course) {
    milliseconds amount = minutes{course.limit.amount};
    if (course.limit.count == Limit::kWorkingDays) {
        amount = slow.working_time(course.start(), slow.after_working_days(course.start(), course.limit.amount));
    }
    return slow.after_working_time(course.start(), amount, [&](Instant at) {
        return std::ranges::any_of(course.pauses,
                                   [&](const Pause& pause) { return pause.from <= at && at < pause.to; });
    });
}

Instant slow_clock_due(const SlowCalendar& slow, const Course& course) {
    const bool natural = course.limit.count == Limit::kNaturalDays;
    auto due = natural ? slow.after_natural_days(course.start(), course.limit.amount)
                       : course.start() + minutes{course.limit.amount};
    for (const auto& pause : course.pauses) {
        if (pause.from >= due) break;
        due += pause.to - pause.from;
        if (natural) due = slow.close_not_before(due);
    }
    return due;
}

Instant slow_due(const SlowCalendar& slow, const Course& course) {
    const bool working = course.limit.count == Limit::kWorkingHours || course.limit.count == Limit::kWorkingDays;
    return working ? slow_working_due(slow, course) : slow_clock_due(slow, course);
}

/// Calls `check(spec, calendar, course)` for random clocks under random calendars.
template <class Check>
void for_random_courses(const Check& check) {
    Chance chance;
    for (int i = 0; i < 12; ++i) {
        const auto spec = chance.calendar();
        const auto calendar = samples::calendar(spec);
        for (int j = 0; j < 6; ++j) {
            const auto course = random_course(chance);
            SCOPED_TRACE(course.describe(spec));
            check(spec, calendar, course);
        }
    }
}

TEST(SlaClockProperty, TheDueInstantIsWhatCountingMinutesGives) {
    for_random_courses([](const CalendarSpec& spec, const Calendar& calendar, const Course& course) {
        const auto expected = slow_due(SlowCalendar(spec), course);
        const auto found = due(course.clock, course.limit, calendar).due;
        EXPECT_EQ(found, expected) << samples::show(found) << ", not " << samples::show(expected);
    });
}

TEST(SlaClockProperty, StateFollowsFromTheDueInstant) {
    for_random_courses([](const CalendarSpec&, const Calendar& calendar, const Course& course) {
        const auto end = due(course.clock, course.limit, calendar).due;
        const auto last = std::max(end, course.clock.facts.back().at);
        EXPECT_EQ(read(course.clock, course.limit, calendar, last).state, ClockState::kBreached);
        const auto reading = read(course.clock, course.limit, calendar, end);
        EXPECT_EQ(reading.elapsed, reading.total);
        auto met = course.clock;
        met.facts.push_back({ClockFact::kMeet, last});
        EXPECT_EQ(read(met, course.limit, calendar, last).state, ClockState::kMetLate);
        if (end > course.clock.facts.back().at) {
            met.facts.back().at = end - milliseconds{1};
            EXPECT_EQ(read(met, course.limit, calendar, last).state, ClockState::kMet);
            EXPECT_LT(read(met, course.limit, calendar, last).fraction(), 1.0);
        }
    });
}

TEST(SlaClockProperty, SoManyPercentHaveElapsedFromThatInstantOn) {
    for_random_courses([](const CalendarSpec&, const Calendar& calendar, const Course& course) {
        const auto total = read(course.clock, course.limit, calendar, course.start()).total;
        const auto elapsed_at = [&](Instant at) {
            auto until_then = course.clock;
            std::erase_if(until_then.facts, [&](const ClockFact& fact) { return fact.at > at; });
            return until_then.facts.empty() ? milliseconds{0} : read(until_then, course.limit, calendar, at).elapsed;
        };
        for (const int percent : {1, 50, 80, 99, 100, 125, 200}) {
            const auto at = when_elapsed(course.clock, course.limit, calendar, percent);
            ASSERT_TRUE(at) << "a clock that runs comes to everything";
            EXPECT_GE(elapsed_at(*at), total * percent / 100) << percent;
            EXPECT_LT(elapsed_at(*at - milliseconds{1}), std::max(total * percent / 100, milliseconds{1})) << percent;
        }
        EXPECT_EQ(when_elapsed(course.clock, course.limit, calendar, 100),
                  due(course.clock, course.limit, calendar).due);
    });
}

TEST(SlaClockProperty, WhatEndsBeforeAnInstantNeverComesToIt) {
    for_random_courses([](const CalendarSpec&, const Calendar& calendar, const Course& course) {
        for (const auto kind : {ClockFact::kMeet, ClockFact::kStop, ClockFact::kPause}) {
            for (const int percent : {50, 100, 150}) {
                const auto at = when_elapsed(course.clock, course.limit, calendar, percent).value();
                if (at <= course.clock.facts.back().at) continue;
                // What is paused after the breach goes on.
                if (kind == ClockFact::kPause && percent > 100) continue;
                auto ended = course.clock;
                ended.facts.push_back({kind, at - milliseconds{1}});
                EXPECT_FALSE(when_elapsed(ended, course.limit, calendar, percent)) << kind << ' ' << percent;
                ended.facts.back().at = at;
                EXPECT_EQ(when_elapsed(ended, course.limit, calendar, percent), at) << kind << ' ' << percent;
            }
        }
    });
}

TEST(SlaClockProperty, AStoppedClockThatIsTakenUpAgainHasWhatWasLeft) {
    for_random_courses([](const CalendarSpec&, const Calendar& calendar, const Course& course) {
        const auto end = due(course.clock, course.limit, calendar).due;
        const auto at = course.clock.facts.back().at;
        for (const auto kind : {ClockFact::kStop, ClockFact::kPause}) {
            auto again = course.clock;
            again.facts.push_back({kind, at + milliseconds{1}});
            if (kind == ClockFact::kStop && at + milliseconds{1} < end) {
                EXPECT_EQ(read(again, course.limit, calendar, end).state, ClockState::kStopped);
            }
            again.facts.push_back({ClockFact::kResume, at + milliseconds{90'000}});
            auto paused = course.clock;
            paused.facts.push_back({ClockFact::kPause, at + milliseconds{1}});
            paused.facts.push_back({ClockFact::kResume, at + milliseconds{90'000}});
            EXPECT_EQ(due(again, course.limit, calendar).due, due(paused, course.limit, calendar).due);
        }
    });
}

TEST(SlaClockProperty, AResumedClockIsNeverDueAtOnce) {
    for_random_courses([](const CalendarSpec&, const Calendar& calendar, const Course& course) {
        SlaClock clock{.facts = {course.clock.facts.front()}};
        for (const auto& pause : course.pauses) {
            const auto before = due(clock, course.limit, calendar).due;
            clock.facts.push_back({ClockFact::kPause, pause.from});
            EXPECT_EQ(due(clock, course.limit, calendar).due, before);
            clock.facts.push_back({ClockFact::kResume, pause.to});
            const auto after = due(clock, course.limit, calendar).due;
            EXPECT_GE(after, before);
            if (pause.from < before) EXPECT_GT(after, pause.to);
        }
    });
}

}  // namespace
}  // namespace hotline
