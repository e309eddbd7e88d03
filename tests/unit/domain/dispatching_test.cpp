#include "domain/dispatching.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Dispatching : public DecisionTest {
protected:
    [[nodiscard]] Result<Change> given_back(const Ticket& ticket, const char* suggest = "") const {
        return return_ticket(ticket, {"not_ours", "属交通", TaskForceId(suggest)}, by(kWorker));
    }
    static long long spent(const Ticket& ticket, const char* task_force) {
        for (const LedgerEntry& entry : ticket.ledger) {
            if (entry.task_force == TaskForceId(task_force)) return entry.milliseconds / 60'000;
        }
        return -1;
    }
};

TEST_F(Dispatching, TheDeskSendsATicketOnAndItsClocksGoOn) {
    auto request = complaint();
    request.matter.sector.clear();
    const Ticket in_triage = opened(std::move(request));
    pass(minutes(20));
    const Ticket ticket = kept(dispatch(in_triage, {TaskForceId("TRA"), std::nullopt, "看一下"}, by(kDispatcher)));
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(ticket.task_force, TaskForceId("TRA"));
    EXPECT_EQ(ticket.clocks, in_triage.clocks);
    EXPECT_EQ(ticket.task_force_since, now_);
    EXPECT_TRUE(ticket.ledger.empty()) << "the desk is no task force";
    EXPECT_EQ(logged("task_force"), "TRA");
    EXPECT_EQ(logged("state"), "queued");
    EXPECT_EQ(logged("note"), "看一下");
}

TEST_F(Dispatching, AnotherUrgencyBringsItsOwnTargets) {
    const Ticket before = opened();
    const Ticket ticket = kept(dispatch(before, {TaskForceId("TRA"), 1, ""}, by(kDispatcher)));
    EXPECT_EQ(ticket.matter.urgency, 1);
    EXPECT_EQ(due(ticket, Target::kAck), now_ + hours(1));
    EXPECT_EQ(due(ticket, Target::kResolve), now_ + hours(24));
    EXPECT_EQ(logged("urgency"), "1");
}

TEST_F(Dispatching, ThereMustBeSuchATaskForceAndUrgency) {
    const Ticket ticket = opened();
    EXPECT_EQ(refusal(dispatch(ticket, {TaskForceId("XXX"), std::nullopt, ""}, by(kDispatcher))),
              "task_force_not_found /task_force");
    EXPECT_EQ(refusal(dispatch(ticket, {TaskForceId(""), std::nullopt, ""}, by(kDispatcher))),
              "task_force_not_found /task_force");
    EXPECT_EQ(refusal(dispatch(ticket, {TaskForceId("TRA"), 9, ""}, by(kDispatcher))), "invalid_field /urgency");
}

TEST_F(Dispatching, NoTaskForceGetsAComplaintAboutItself) {
    auto request = complaint();
    request.matter.about = TaskForceId("TRA");
    const Ticket queued = opened(std::move(request));
    EXPECT_EQ(refusal(dispatch(queued, {TaskForceId("TRA"), std::nullopt, ""}, by(kDispatcher))),
              "avoidance /task_force");
    EXPECT_EQ(refusal(given_back(queued, "TRA")), "avoidance /suggest");
    const Ticket held = kept(claim(queued, by(kWorker)));
    EXPECT_EQ(refusal(transfer(held, {TaskForceId("TRA"), ""}, by(kLead))), "avoidance /task_force");
}

TEST_F(Dispatching, TheLedgerKeepsEachTaskForcesTime) {
    Ticket ticket = claimed();
    pass(minutes(90));
    ticket = kept(transfer(ticket, {TaskForceId("TRA"), "是物流的事"}, by(kLead)));
    EXPECT_EQ(spent(ticket, "IND"), 90);
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_TRUE(ticket.holder.empty());
    EXPECT_EQ(logged("reason"), "是物流的事");
    pass(minutes(10));
    ticket = kept(dispatch(ticket, {TaskForceId("IND"), std::nullopt, ""}, by(kDispatcher)));
    pass(minutes(5));
    ticket = kept(dispatch(ticket, {TaskForceId("COM"), std::nullopt, ""}, by(kDispatcher)));
    EXPECT_EQ(spent(ticket, "IND"), 95) << "both times together";
    EXPECT_EQ(spent(ticket, "TRA"), 10);
    EXPECT_EQ(spent(ticket, "COM"), -1) << "who has it now is not in it yet";
    EXPECT_EQ(ticket.ledger.size(), 2U);
}

TEST_F(Dispatching, TransferStaysNotInTheSameTaskForce) {
    EXPECT_EQ(refusal(transfer(claimed(), {TaskForceId("IND"), ""}, by(kLead))), "invalid_field /task_force");
}

TEST_F(Dispatching, ATransferEndsTheWaiting) {
    Ticket ticket = kept(wait(claimed(), {"parts", std::nullopt, ""}, by(kWorker)));
    pass(hours(3));
    const Instant was_due = at("2022-04-18 09:00") + hours(72);
    ticket = kept(transfer(ticket, {TaskForceId("TRA"), ""}, by(kLead)));
    EXPECT_FALSE(ticket.waiting_until);
    EXPECT_EQ(ticket.waiting_reason, "");
    EXPECT_EQ(due(ticket, Target::kResolve), was_due + hours(3));
}

TEST_F(Dispatching, AFirstReturnGoesToTheSuggestedTaskForce) {
    const Ticket before = opened();
    pass(hours(1));
    const Ticket ticket = kept(given_back(before, "TRA"));
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(ticket.task_force, TaskForceId("TRA"));
    EXPECT_EQ(ticket.returns, 1);
    EXPECT_EQ(ticket.clocks, before.clocks) << "clocks never reset";
    EXPECT_EQ(logged("returned_by"), "IND");
    EXPECT_EQ(logged("reason"), "not_ours");
    EXPECT_EQ(logged("ground"), "属交通");
}

TEST_F(Dispatching, WithoutASuggestionTheDeskSays) {
    const Ticket ticket = kept(given_back(claimed()));
    EXPECT_EQ(ticket.state, State::kTriage);
    EXPECT_TRUE(ticket.task_force.empty());
    EXPECT_TRUE(ticket.holder.empty());
}

TEST_F(Dispatching, ASecondReturnAlwaysGoesToTheDesk) {
    const Ticket once = kept(given_back(opened(), "TRA"));
    const Ticket twice = kept(return_ticket(once, {"not_ours", "", TaskForceId("COM")}, by(kTransportWorker)));
    EXPECT_EQ(twice.state, State::kTriage);
    EXPECT_EQ(twice.returns, 2);
    EXPECT_EQ(logged("suggest"), "COM") << "the desk learns whom they meant";
    const Ticket ruled = kept(dispatch(twice, {TaskForceId("IND"), std::nullopt, ""}, by(kDispatcher)));
    EXPECT_EQ(kept(given_back(ruled, "TRA")).state, State::kTriage) << "and so does each after it";
}

TEST_F(Dispatching, AReturnNeedsAReasonAndAnotherTaskForce) {
    const Ticket ticket = opened();
    EXPECT_EQ(refusal(return_ticket(ticket, {"busy", "", {}}, by(kWorker))), "invalid_field /reason");
    EXPECT_EQ(refusal(return_ticket(ticket, {"", "", {}}, by(kWorker))), "invalid_field /reason");
    EXPECT_EQ(refusal(given_back(ticket, "IND")), "invalid_field /suggest");
    EXPECT_EQ(refusal(given_back(ticket, "XXX")), "task_force_not_found /suggest");
}

TEST_F(Dispatching, AfterTheWindowWhoHasItKeepsIt) {
    const Ticket ticket = opened();
    pass(hours(4) - std::chrono::milliseconds(1));
    EXPECT_TRUE(given_back(ticket, "TRA"));
    pass(std::chrono::milliseconds(1));
    EXPECT_EQ(refusal(given_back(ticket, "TRA")), "return_window_closed");
}

TEST_F(Dispatching, TheWindowOfTheNextTaskForceBeginsWhenItGetsTheTicket) {
    const Ticket ticket = opened();
    pass(hours(3));
    const Ticket next = kept(given_back(ticket, "TRA"));
    pass(hours(3));
    EXPECT_TRUE(return_ticket(next, {"not_ours", "", {}}, by(kTransportWorker)));
}

TEST_F(Dispatching, ClaimingDoesNotOpenTheWindowAgain) {
    const Ticket ticket = opened();
    pass(hours(3));
    const Ticket held = kept(claim(ticket, by(kWorker)));
    pass(hours(1));
    EXPECT_EQ(refusal(given_back(held, "TRA")), "return_window_closed");
}

TEST_F(Dispatching, WhatIsCriticalIsHandledFirst) {
    auto request = complaint();
    request.matter.urgency = 1;
    EXPECT_EQ(refusal(given_back(opened(std::move(request)), "TRA")), "return_window_closed");
}

}  // namespace
}  // namespace hotline
