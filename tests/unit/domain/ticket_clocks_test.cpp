#include "domain/ticket_clocks.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class TicketClocks : public DecisionTest {
protected:
    Ticket ticket_ = opened();
};

TEST_F(TicketClocks, AreMetOnce) {
    pass(hours(1));
    meet_clock(ticket_, Target::kAck, now_);
    pass(hours(10));
    meet_clock(ticket_, Target::kAck, now_);
    EXPECT_EQ(state_of(ticket_, Target::kAck), ClockState::kMet);
}

TEST_F(TicketClocks, WhatIsUnmetRunsAsIfNothingHadHappened) {
    const Instant was_due = due(ticket_, Target::kResolve);
    meet_clock(ticket_, Target::kResolve, now_ + hours(1));
    unmeet_clock(ticket_, Target::kResolve, rules_, now_ + hours(5));
    EXPECT_EQ(due(ticket_, Target::kResolve), was_due);
    EXPECT_EQ(state_of(ticket_, Target::kResolve), ClockState::kRunning);
    pass(hours(72));
    EXPECT_EQ(state_of(ticket_, Target::kResolve), ClockState::kBreached);
    meet_clock(ticket_, Target::kResolve, now_);
    EXPECT_EQ(state_of(ticket_, Target::kResolve), ClockState::kMetLate);
}

TEST_F(TicketClocks, WhatIsTakenUpAgainFollowsThePolicyNowDueToTheTicket) {
    meet_clock(ticket_, Target::kResolve, now_ + hours(1));
    stop_clock(ticket_, Target::kAck, now_ + minutes(30));
    ticket_.matter.urgency = 1;
    reselect_policy(ticket_, rules_);
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(72)) << "it has been met";
    unmeet_clock(ticket_, Target::kResolve, rules_, now_ + hours(2));
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(24));
    EXPECT_EQ(due(ticket_, Target::kAck), ticket_.opened_at + hours(2)) << "it has been stopped";
    start_clock(ticket_, Target::kAck, rules_, now_ + hours(3));
    EXPECT_EQ(due(ticket_, Target::kAck), ticket_.opened_at + minutes(210)) << "an hour, and what it stood still";
}

TEST_F(TicketClocks, WhatWasNotMetCannotBeUnmet) {
    const auto before = ticket_.clocks;
    unmeet_clock(ticket_, Target::kResolve, rules_, now_);
    EXPECT_EQ(ticket_.clocks, before);
}

TEST_F(TicketClocks, EachPauseMovesTheDueInstantByItsLength) {
    const Instant was_due = due(ticket_, Target::kResolve);
    pause_clocks(ticket_, rules_, now_ + hours(1));
    resume_clocks(ticket_, now_ + hours(3));
    pause_clocks(ticket_, rules_, now_ + hours(10));
    resume_clocks(ticket_, now_ + hours(15));
    EXPECT_EQ(due(ticket_, Target::kResolve), was_due + hours(7));
    EXPECT_EQ(due(ticket_, Target::kAck), ticket_.opened_at + hours(2)) << "its policy does not stop";
}

TEST_F(TicketClocks, ResumingWhatRunsChangesNothing) {
    const auto before = ticket_.clocks;
    resume_clocks(ticket_, now_ + hours(1));
    EXPECT_EQ(ticket_.clocks, before);
}

TEST_F(TicketClocks, AMetClockIsNotPaused) {
    meet_clock(ticket_, Target::kResolve, now_ + hours(1));
    pause_clocks(ticket_, rules_, now_ + hours(2));
    EXPECT_EQ(state_of(ticket_, Target::kResolve), ClockState::kMet);
}

TEST_F(TicketClocks, EarlierGenerationsStandStill) {
    const auto before = ticket_.clocks;
    ticket_.generation = 2;
    pass(hours(5));
    start_clocks(ticket_, rules_, now_);
    ticket_.matter.urgency = 1;
    reselect_policy(ticket_, rules_);
    meet_clock(ticket_, Target::kAck, now_);
    pause_clocks(ticket_, rules_, now_);
    ASSERT_EQ(ticket_.clocks.size(), 4U);
    EXPECT_EQ(ticket_.clocks[0], before[0]);
    EXPECT_EQ(ticket_.clocks[1], before[1]);
    EXPECT_EQ(due(ticket_, Target::kResolve), now_ + hours(24));
    const auto views = view_clocks(ticket_, rules_, now_);
    ASSERT_EQ(views.size(), 4U);
    EXPECT_EQ(views[0].clock->generation, 1);
    EXPECT_EQ(views[3].clock->generation, 2);
}

TEST_F(TicketClocks, AReselectedPolicyCountsFromTheSameStart) {
    pause_clocks(ticket_, rules_, now_ + hours(1));
    resume_clocks(ticket_, now_ + hours(3));
    ticket_.matter.urgency = 2;
    reselect_policy(ticket_, rules_);
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(26));
    EXPECT_EQ(ticket_.clocks[1].policy, "urgent");
}

TEST_F(TicketClocks, APolicyThatIsGoneIsReplacedByTheOneOfTheTicket) {
    Rulebook later = rulebook();
    later.policies = SlaPolicies::make("cfg-2", {clock_policy("only", {3, 30, 1, 1}, false)}, {}, "only").value();
    EXPECT_EQ(due_of(ticket_, Target::kResolve, later)->due, ticket_.opened_at + hours(30));
    EXPECT_EQ(view_clocks(ticket_, later, now_).size(), 2U);
}

TEST_F(TicketClocks, ATargetWithoutAClockIsNotDue) {
    ticket_.clocks.clear();
    EXPECT_FALSE(due_of(ticket_, Target::kAck, rules_));
    EXPECT_EQ(fraction_left(ticket_, rules_, now_), 1);
}

TEST_F(TicketClocks, TheTightestUnmetTargetSaysWhatIsLeft) {
    EXPECT_DOUBLE_EQ(fraction_left(ticket_, rules_, now_), 1);
    EXPECT_DOUBLE_EQ(fraction_left(ticket_, rules_, now_ + hours(1)), 0.5) << "of the ack target";
    EXPECT_DOUBLE_EQ(fraction_left(ticket_, rules_, now_ + hours(2)), 0);
    EXPECT_LT(fraction_left(ticket_, rules_, now_ + hours(3)), 0);
    meet_clock(ticket_, Target::kAck, now_ + hours(3));
    EXPECT_DOUBLE_EQ(fraction_left(ticket_, rules_, now_ + hours(36)), 0.5) << "of the resolve target";
    meet_clock(ticket_, Target::kResolve, now_ + hours(40));
    EXPECT_DOUBLE_EQ(fraction_left(ticket_, rules_, now_ + hours(100)), 1);
}

/// Transport works twice as fast: half of each limit, as if its calendar were another.
class ClocksOfTaskForces : public TicketClocks {
protected:
    ClocksOfTaskForces() {
        auto own = clock_policy("normal", {1, 36, 2, 12}, true);
        own.target(Target::kPart)->within = {clock_hours(2), shared(always_spec())};
        rules_.policies.set_own("TRA", SlaPolicies::make("cfg-1", {own}, {}, "normal").value());
    }
};

TEST_F(ClocksOfTaskForces, CountByTheCalendarsOfTheTaskForceThatHasTheTicket) {
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(72));
    ticket_ = kept(transfer(ticket_, {TaskForceId("TRA"), "运输的事"}, by(kDispatcher)));
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(36));
    EXPECT_EQ(policy_of(ticket_, rules_).waiting_cap.limit.amount, 12 * 60);
    ticket_.task_force = {};
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(72)) << "in triage: the city's";
}

TEST_F(ClocksOfTaskForces, APartIsPromisedByTheTaskForceThatOwesIt) {
    ticket_ = kept(claim(ticket_, by(kWorker)));
    ticket_ = kept(assist(ticket_, {TaskForceId("TRA"), "派车", std::nullopt}, by(kWorker)));
    EXPECT_EQ(due(ticket_, Target::kPart), now_ + hours(2));
    EXPECT_EQ(due(ticket_, Target::kResolve), ticket_.opened_at + hours(72));
}

}  // namespace
}  // namespace hotline
