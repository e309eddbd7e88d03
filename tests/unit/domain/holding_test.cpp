#include "domain/holding.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

class Holding : public DecisionTest {};

TEST_F(Holding, AClaimMeetsTheAckTarget) {
    const Ticket ticket = opened();
    pass(minutes(50));
    const Ticket held = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(held.state, State::kInProgress);
    EXPECT_EQ(held.holder, kWorker.id);
    EXPECT_EQ(held.handlers, std::vector{kWorker.id});
    EXPECT_EQ(state_of(held, Target::kAck), ClockState::kMet);
    EXPECT_EQ(state_of(held, Target::kResolve), ClockState::kRunning);
    EXPECT_EQ(logged("holder"), "ind1");
}

TEST_F(Holding, AClaimAfterTheTargetIsLateForEver) {
    const Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kBreached);
    const Ticket held = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(state_of(held, Target::kAck), ClockState::kMetLate);
}

TEST_F(Holding, AReleasedTicketGoesBackAndItsClocksGoOn) {
    const Ticket held = claimed();
    pass(hours(1));
    const Ticket ticket = kept(release(held, "下班了", by(kWorker)));
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(ticket.task_force, TaskForceId("IND"));
    EXPECT_TRUE(ticket.holder.empty());
    EXPECT_EQ(ticket.clocks, held.clocks);
    EXPECT_EQ(ticket.opened_at, held.opened_at) << "its place in the queue";
    EXPECT_EQ(logged("note"), "下班了");
    EXPECT_EQ(logged("holder"), "");
}

TEST_F(Holding, WhoeverClaimsAgainIsRememberedOnceAndTheAckStaysMet) {
    Ticket ticket = kept(release(claimed(), "", by(kWorker)));
    ticket = kept(claim(ticket, by(kColleague)));
    ticket = kept(release(ticket, "", by(kColleague)));
    pass(hours(5));
    ticket = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(ticket.handlers, (std::vector{kWorker.id, kColleague.id}));
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kMet);
}

TEST_F(Holding, WhileATicketWaitsOnlyClocksWhosePolicySaysSoStop) {
    Ticket ticket = claimed();
    const Instant was_due = due(ticket, Target::kResolve);
    pass(hours(1));
    ticket = kept(wait(ticket, {"parts", now_ + hours(5), "等配件"}, by(kWorker)));
    EXPECT_EQ(ticket.state, State::kWaiting);
    EXPECT_EQ(ticket.holder, kWorker.id);
    EXPECT_EQ(ticket.waiting_until, now_ + hours(5));
    EXPECT_EQ(ticket.waiting_reason, "parts");
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kPaused);
    pass(hours(5));
    ticket = kept(resume(ticket, "到了", by(kWorker)));
    EXPECT_EQ(ticket.state, State::kInProgress);
    EXPECT_FALSE(ticket.waiting_until);
    EXPECT_EQ(ticket.waiting_reason, "");
    EXPECT_EQ(due(ticket, Target::kResolve), was_due + hours(5));
}

TEST_F(Holding, AnUrgentTicketWaitsWithItsClockRunning) {
    auto request = complaint();
    request.matter.urgency = 2;
    Ticket ticket = claimed(std::move(request));
    const Instant was_due = due(ticket, Target::kResolve);
    ticket = kept(wait(ticket, {"parts", std::nullopt, ""}, by(kWorker)));
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kRunning);
    pass(hours(3));
    EXPECT_EQ(due(kept(resume(ticket, "", by(kWorker))), Target::kResolve), was_due);
}

TEST_F(Holding, WaitingEndsAtThePolicysCap) {
    const Ticket ticket = claimed();
    const Instant cap = now_ + hours(24);
    EXPECT_EQ(kept(wait(ticket, {"parts", std::nullopt, ""}, by(kWorker))).waiting_until, cap);
    EXPECT_TRUE(wait(ticket, {"parts", cap, ""}, by(kWorker)));
    EXPECT_EQ(refusal(wait(ticket, {"parts", cap + std::chrono::milliseconds(1), ""}, by(kWorker))),
              "invalid_field /until");
    EXPECT_EQ(refusal(wait(ticket, {"parts", now_, ""}, by(kWorker))), "invalid_field /until");
    EXPECT_EQ(refusal(wait(ticket, {"parts", now_ - hours(1), ""}, by(kWorker))), "invalid_field /until");
    EXPECT_EQ(refusal(wait(ticket, {"weather", std::nullopt, ""}, by(kWorker))), "invalid_field /reason");
}

TEST_F(Holding, ReleasingAWaitingTicketEndsTheWaiting) {
    Ticket ticket = kept(wait(claimed(), {"parts", std::nullopt, ""}, by(kWorker)));
    pass(hours(2));
    ticket = kept(release(ticket, "", by(kLead)));
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_FALSE(ticket.waiting_until);
    EXPECT_EQ(ticket.waiting_reason, "");
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kRunning);
    EXPECT_EQ(due(ticket, Target::kResolve), ticket.opened_at + hours(74));
}

TEST_F(Holding, APersonsNotesReachTheLogAndNothingElse) {
    const Ticket before = claimed();
    const Ticket ticket = kept(add_note(before, "打过电话", by(kWorker)));
    EXPECT_EQ(logged("note"), "打过电话");
    EXPECT_EQ(event_.changes.size(), 1U);
    EXPECT_EQ(ticket.state, before.state);
    EXPECT_EQ(ticket.clocks, before.clocks);
}

class Lease : public DecisionTest {
protected:
    Lease() {
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) {
            policy.claim_lease = CalendarLimit{clock_hours(1), policy.target(Target::kAck)->within.calendar};
        }
        rules_.policies = SlaPolicies::make("cfg-1", std::move(policies), {}, "normal").value();
    }
    std::optional<Change> due_change(const Ticket& ticket, Instant holder_seen = {}) {
        return next_due_change(ticket, by(system_), holder_seen);
    }
    Person system_ = the_system();
};

TEST_F(Lease, AClaimWhoseHolderIsGoneGoesBackToTheQueue) {
    const Ticket held = claimed();
    pass(hours(1) - std::chrono::milliseconds(1));
    EXPECT_FALSE(due_change(held));
    EXPECT_EQ(next_wake(held, rules_), now_ + std::chrono::milliseconds(1));
    pass(std::chrono::milliseconds(1));
    const auto change = due_change(held);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->event.action, Action::kRelease);
    EXPECT_EQ(change->event.actor, system_.id);
    EXPECT_EQ(change->event.changes.at("lease"), "expired");
    EXPECT_EQ(change->event.changes.at("held_by"), "ind1");
    EXPECT_EQ(change->after.state, State::kQueued);
    EXPECT_TRUE(change->after.holder.empty());
}

TEST_F(Lease, WhoeverActsOrIsThereKeepsIt) {
    Ticket held = claimed();
    pass(minutes(50));
    held = kept(add_note(held, "正在联系", by(kWorker)));
    pass(minutes(50));
    EXPECT_FALSE(due_change(held));
    pass(minutes(10));
    EXPECT_TRUE(due_change(held));
    EXPECT_FALSE(due_change(held, now_ - minutes(1))) << "the holder was seen";
    EXPECT_EQ(next_wake(held, rules_, now_ - minutes(1)), now_ + minutes(59));
}

TEST_F(Lease, WhatOthersSayDoesNotKeepIt) {
    Ticket held = claimed();
    pass(minutes(50));
    held = kept(urge(held, "", by(kOperator)));
    held = kept(add_note(held, "来电人补充", by(kOperator)));
    pass(minutes(10));
    EXPECT_TRUE(due_change(held));
}

TEST_F(Lease, ATicketThatWaitsOrIsAnsweredHasNoLease) {
    const Ticket waiting = kept(wait(claimed(), {"parts", now_ + hours(5), ""}, by(kWorker)));
    EXPECT_FALSE(lease_end(waiting, rules_, {}));
    EXPECT_FALSE(lease_end(resolved(), rules_, {}));
    EXPECT_FALSE(lease_end(opened(), rules_, {}));
}

}  // namespace
}  // namespace hotline
