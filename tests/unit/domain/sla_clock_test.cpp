#include "domain/sla_clock.hpp"

#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using namespace samples;
using namespace std::chrono_literals;

using enum ClockFact::Kind;

SlaClock clock_of(std::vector<std::pair<ClockFact::Kind, std::string>> facts) {
    SlaClock clock;
    for (const auto& [kind, time] : facts) clock.facts.push_back({kind, at(time)});
    return clock;
}

class OfficeClock : public testing::Test {
protected:
    [[nodiscard]] std::string due_of(const SlaClock& clock, Limit limit) const {
        return show(due(clock, limit, office).due);
    }
    [[nodiscard]] ClockState state_of(const SlaClock& clock, Limit limit, const std::string& now) const {
        return read(clock, limit, office, at(now)).state;
    }
    Calendar office = calendar(office_spec());
    // Two working hours, from Monday 10:00: due at 12:00.
    Limit two_hours = working_hours(2);
};

TEST_F(OfficeClock, RunsUntilItIsBreached) {
    const auto clock = clock_of({{kStart, "2022-04-11 10:00"}});
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-11 12:00");
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 11:59"), ClockState::kRunning);
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 12:00"), ClockState::kBreached);
}

TEST_F(OfficeClock, IsMetBeforeTheDueInstantAndMetLateFromThen) {
    const auto now = "2022-04-12 10:00";
    EXPECT_EQ(state_of(clock_of({{kStart, "2022-04-11 10:00"}, {kMeet, "2022-04-11 11:59"}}), two_hours, now),
              ClockState::kMet);
    const auto late = clock_of({{kStart, "2022-04-11 10:00"}, {kMeet, "2022-04-11 12:00"}});
    EXPECT_EQ(state_of(late, two_hours, now), ClockState::kMetLate);
    EXPECT_EQ(read(late, two_hours, office, at(now)).met_at, at("2022-04-11 12:00"));
}

TEST_F(OfficeClock, WhatWasLeftBeforeAPauseIsLeftAfterIt) {
    const auto clock =
        clock_of({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:30"}, {kResume, "2022-04-12 14:00"}});
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-12 14:30");
    const auto twice = clock_of({{kStart, "2022-04-11 10:00"},
                                 {kPause, "2022-04-11 11:30"},
                                 {kResume, "2022-04-12 14:00"},
                                 {kPause, "2022-04-12 14:10"},
                                 {kResume, "2022-04-15 16:50"}});
    EXPECT_EQ(due_of(twice, two_hours), "2022-04-18 08:40");
}

TEST_F(OfficeClock, APauseOutsideWorkingTimeMovesNothing) {
    const auto clock =
        clock_of({{kStart, "2022-04-01 16:00"}, {kPause, "2022-04-02 17:00"}, {kResume, "2022-04-06 08:30"}});
    EXPECT_EQ(due_of(clock, working_hours(10)), due_of(clock_of({{kStart, "2022-04-01 16:00"}}), working_hours(10)));
    EXPECT_EQ(due_of(clock, working_days(3)), "2022-04-07 17:00");
}

TEST_F(OfficeClock, WhilePausedItIsNeitherDueNorOlder) {
    const auto clock = clock_of({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:30"}});
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-11 12:00");
    const auto reading = read(clock, two_hours, office, at("2022-04-20 10:00"));
    EXPECT_EQ(reading.state, ClockState::kPaused);
    EXPECT_EQ(reading.elapsed, 90min);
    EXPECT_EQ(reading.total, 2h);
    EXPECT_DOUBLE_EQ(reading.fraction(), 0.75);
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 11:00"), ClockState::kRunning) << "as it was before the pause";
}

TEST_F(OfficeClock, WorkingDaysShiftByTheWorkingTimePaused) {
    const auto paused = [&](const std::string& from, const std::string& to) {
        return due_of(clock_of({{kStart, "2022-04-11 10:00"}, {kPause, from}, {kResume, to}}), working_days(2));
    };
    EXPECT_EQ(due_of(clock_of({{kStart, "2022-04-11 10:00"}}), working_days(2)), "2022-04-13 17:00");
    EXPECT_EQ(paused("2022-04-12 08:30", "2022-04-12 17:00"), "2022-04-14 17:00");
    EXPECT_EQ(paused("2022-04-12 10:00", "2022-04-13 10:00"), "2022-04-14 17:00");
    EXPECT_EQ(paused("2022-04-12 08:30", "2022-04-12 12:00"), "2022-04-14 12:00");
    EXPECT_EQ(paused("2022-04-13 16:00", "2022-04-18 08:30"), "2022-04-18 09:30");
}

TEST_F(OfficeClock, NaturalDaysShiftByTheClockToACloseOfBusiness) {
    const auto paused = [&](const std::string& from, const std::string& to) {
        return due_of(clock_of({{kStart, "2022-04-11 10:00"}, {kPause, from}, {kResume, to}}), natural_days(2));
    };
    EXPECT_EQ(paused("2022-04-12 10:00", "2022-04-13 10:00"), "2022-04-14 17:00");
    EXPECT_EQ(paused("2022-04-12 10:00", "2022-04-12 11:00"), "2022-04-14 17:00");
    EXPECT_EQ(paused("2022-04-12 10:00", "2022-04-15 10:00"), "2022-04-18 17:00") << "art. 203 again";
}

TEST_F(OfficeClock, ClockHoursShiftByTheClock) {
    const auto clock =
        clock_of({{kStart, "2022-04-02 10:00"}, {kPause, "2022-04-02 20:00"}, {kResume, "2022-04-05 20:00"}});
    EXPECT_EQ(due_of(clock, clock_hours(24)), "2022-04-06 10:00");
}

TEST_F(OfficeClock, NothingThatComesAfterABreachMovesTheDueInstant) {
    const auto clock =
        clock_of({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 12:00"}, {kResume, "2022-04-12 14:00"}});
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-11 12:00");
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 13:00"), ClockState::kBreached);
}

TEST_F(OfficeClock, MeetingEndsAPause) {
    const auto clock =
        clock_of({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:30"}, {kMeet, "2022-04-12 11:00"}});
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-12 12:00"), ClockState::kMet);
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-12 11:30");
    EXPECT_EQ(read(clock, two_hours, office, at("2022-04-12 12:00")).elapsed, 90min);
}

TEST_F(OfficeClock, AnAnswerThatFailsItsCheckNeverStoppedTheClock) {
    const auto clock =
        clock_of({{kStart, "2022-04-11 10:00"}, {kMeet, "2022-04-11 11:00"}, {kResume, "2022-04-11 11:45"}});
    EXPECT_EQ(due_of(clock, two_hours), "2022-04-11 12:00");
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 11:50"), ClockState::kRunning);
    EXPECT_EQ(state_of(clock, two_hours, "2022-04-11 12:00"), ClockState::kBreached);
}

TEST_F(OfficeClock, FactsThatChangeNothingAreIgnored) {
    const auto plain =
        clock_of({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 10:30"}, {kResume, "2022-04-11 11:00"}});
    const auto noisy = clock_of({{kResume, "2022-04-11 09:00"},
                                 {kStart, "2022-04-11 10:00"},
                                 {kStart, "2022-04-11 10:10"},
                                 {kResume, "2022-04-11 10:20"},
                                 {kPause, "2022-04-11 10:30"},
                                 {kPause, "2022-04-11 10:40"},
                                 {kResume, "2022-04-11 11:00"}});
    EXPECT_EQ(due_of(noisy, two_hours), due_of(plain, two_hours));
    const auto met_twice =
        clock_of({{kStart, "2022-04-11 10:00"}, {kMeet, "2022-04-11 11:00"}, {kMeet, "2022-04-11 13:30"}});
    EXPECT_EQ(state_of(met_twice, two_hours, "2022-04-11 14:00"), ClockState::kMet);
}

TEST_F(OfficeClock, WithoutAStartItIsNeverDue) {
    const auto reading = read(SlaClock{}, two_hours, office, at("2022-04-11 14:00"));
    EXPECT_EQ(reading.state, ClockState::kRunning);
    EXPECT_EQ(reading.due.due, Instant::max());
    EXPECT_EQ(reading.fraction(), 0.0);
}

TEST_F(OfficeClock, TheShareUsedOrdersTicketsOfDifferentLimits) {
    const auto now = at("2022-04-11 11:00");
    const auto hours = read(clock_of({{kStart, "2022-04-11 10:00"}}), two_hours, office, now);
    const auto days = read(clock_of({{kStart, "2022-04-07 10:00"}}), working_days(3), office, now);
    const auto overdue = read(clock_of({{kStart, "2022-04-08 10:00"}}), two_hours, office, now);
    EXPECT_DOUBLE_EQ(hours.fraction(), 0.5);
    EXPECT_NEAR(days.fraction(), 16.0 / 28.5, 1e-9);
    EXPECT_DOUBLE_EQ(overdue.fraction(), 4.25);
    EXPECT_EQ(overdue.elapsed - overdue.total, 6h + 30min);
    EXPECT_EQ(read(clock_of({{kStart, "2022-04-11 13:00"}}), two_hours, office, now).elapsed, 0ms) << "not started yet";
}

TEST_F(OfficeClock, IsProvisionalWhenAPauseCarriesItIntoAYearWithoutNotice) {
    const auto clock =
        clock_of({{kStart, "2026-12-28 10:00"}, {kPause, "2026-12-29 10:00"}, {kResume, "2026-12-31 10:00"}});
    EXPECT_FALSE(due(clock_of({{kStart, "2026-12-28 10:00"}}), working_days(2), office).provisional);
    EXPECT_TRUE(due(clock, working_days(2), office).provisional);
}

}  // namespace
}  // namespace hotline
