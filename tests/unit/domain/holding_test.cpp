#include "domain/holding.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

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

}  // namespace
}  // namespace hotline
