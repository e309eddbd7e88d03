#include "domain/answering.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Answering : public DecisionTest {
protected:
    static ResolveRequest unsolved(const std::string& reason, const std::string& proof = "") {
        return {true, false, reason, proof, "", "暂不能", std::nullopt};
    }
    static CallbackRequest said(bool solved, int satisfaction = 0) { return {true, solved, satisfaction, ""}; }
};

TEST_F(Answering, ResolvingStopsTheClockAndWaitsForTheCallBack) {
    const Ticket held = claimed();
    pass(hours(10));
    auto request = solved();
    request.contacted_at = now_ - hours(1);
    const Ticket ticket = kept(resolve(held, request, by(kWorker)));
    EXPECT_EQ(ticket.state, State::kResolved);
    EXPECT_TRUE(ticket.holder.empty());
    EXPECT_EQ(ticket.task_force, TaskForceId("IND"));
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kMet);
    ASSERT_TRUE(ticket.outcome);
    EXPECT_TRUE(ticket.outcome->justified);
    EXPECT_TRUE(ticket.outcome->solved);
    EXPECT_FALSE(ticket.outcome->checked);
    EXPECT_EQ(ticket.outcome->by, kWorker.id);
    EXPECT_EQ(ticket.outcome->at, now_);
    EXPECT_EQ(ticket.outcome->internal_account, "办了");
    EXPECT_EQ(ticket.outcome->public_answer, "已解决");
    EXPECT_EQ(ticket.first_contact_at, now_ - hours(1));
    EXPECT_EQ(logged("solved"), "true");
}

TEST_F(Answering, WhatWasNotSolvedNeedsItsReasonAndTheReasonItsProof) {
    const Ticket ticket = claimed();
    EXPECT_EQ(refusal(resolve(ticket, unsolved(""), by(kWorker))), "missing_field /unsolved_reason");
    EXPECT_EQ(refusal(resolve(ticket, unsolved("lazy"), by(kWorker))), "invalid_field /unsolved_reason");
    EXPECT_EQ(refusal(resolve(ticket, unsolved("beyond_powers"), by(kWorker))), "missing_field /proof");
    EXPECT_EQ(refusal(resolve(ticket, unsolved("untrue"), by(kWorker))), "taken");
    EXPECT_EQ(kept(resolve(ticket, unsolved("beyond_powers", "省厅函"), by(kWorker))).outcome->proof, "省厅函");
    EXPECT_EQ(logged("unsolved_reason"), "beyond_powers");
}

TEST_F(Answering, WhatWasSolvedHasNoReasonForNotBeingSolved) {
    auto request = solved();
    request.unsolved_reason = "untrue";
    EXPECT_EQ(refusal(resolve(claimed(), request, by(kWorker))), "invalid_field /unsolved_reason");
}

TEST_F(Answering, NobodyWasContactedInTheFuture) {
    auto request = solved();
    request.contacted_at = now_ + std::chrono::milliseconds(1);
    EXPECT_EQ(refusal(resolve(claimed(), request, by(kWorker))), "invalid_field /contacted_at");
    auto not_solved = unsolved("untrue");
    not_solved.contacted_at = now_ + hours(1);
    EXPECT_EQ(refusal(resolve(claimed(), not_solved, by(kWorker))), "invalid_field /contacted_at");
    EXPECT_EQ(refusal(contact(claimed(), {"phone", now_ + hours(1), true, ""}, by(kWorker))), "invalid_field /at");
}

TEST_F(Answering, AWaitingTicketIsResolvedFromWhereItStands) {
    Ticket ticket = kept(wait(claimed(), {"parts", std::nullopt, ""}, by(kWorker)));
    pass(hours(3));
    ticket = kept(resolve(ticket, solved(), by(kWorker)));
    EXPECT_EQ(ticket.state, State::kResolved);
    EXPECT_FALSE(ticket.waiting_until);
    EXPECT_EQ(ticket.waiting_reason, "");
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kMet);
    EXPECT_EQ(due(ticket, Target::kResolve), ticket.opened_at + hours(75));
}

TEST_F(Answering, TheFirstContactIsTheOneThatReachedTheCaller) {
    Ticket ticket = claimed();
    pass(hours(1));
    ticket = kept(contact(ticket, {"phone", std::nullopt, false, "无人接听"}, by(kWorker)));
    EXPECT_FALSE(ticket.first_contact_at);
    EXPECT_EQ(logged("reached"), "false");
    pass(hours(1));
    const Instant first = now_ - minutes(10);
    ticket = kept(contact(ticket, {"visit", first, true, ""}, by(kWorker)));
    EXPECT_EQ(ticket.first_contact_at, first);
    pass(hours(1));
    ticket = kept(contact(ticket, {"message", std::nullopt, true, ""}, by(kWorker)));
    EXPECT_EQ(ticket.first_contact_at, first) << "later ones change nothing";
    EXPECT_EQ(refusal(contact(ticket, {"telepathy", std::nullopt, true, ""}, by(kWorker))), "invalid_field /how");
}

TEST_F(Answering, AnAnswerThatPassesItsCheckWaitsForTheCallBack) {
    const Ticket ticket = kept(check(resolved(), {true, ""}, by(kOperator)));
    EXPECT_EQ(ticket.state, State::kResolved);
    EXPECT_TRUE(ticket.outcome->checked);
}

TEST_F(Answering, AnAnswerThatFailsGoesBackAsIfTheClockHadNotStopped) {
    const Ticket answered = resolved();
    EXPECT_EQ(refusal(check(answered, {false, ""}, by(kOperator))), "missing_field /remark");
    pass(hours(73));
    const Ticket ticket = kept(check(answered, {false, "答非所问"}, by(kOperator)));
    EXPECT_EQ(ticket.state, State::kInProgress);
    EXPECT_EQ(ticket.holder, kWorker.id);
    EXPECT_FALSE(ticket.outcome);
    EXPECT_EQ(due(ticket, Target::kResolve), ticket.opened_at + hours(72));
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kBreached);
    EXPECT_EQ(logged("remark"), "答非所问");
}

TEST_F(Answering, TheCallBackIsNeverMadeByAHandler) {
    Person both = kWorker;
    both.roles.push_back(Role::kOperator);
    const Ticket ticket = resolved();
    EXPECT_EQ(refusal(call_back(ticket, said(true), by(both))), "callback_by_handler");
    Ticket passed_on = kept(release(claimed(), "", by(kWorker)));
    passed_on = kept(resolve(kept(claim(passed_on, by(kColleague))), solved(), by(kColleague)));
    EXPECT_EQ(refusal(call_back(passed_on, said(true), by(both))), "callback_by_handler")
        << "nor by anybody who ever held it";
    EXPECT_EQ(refusal(call_back(ticket, said(true), by(kOperator))), "taken");
}

TEST_F(Answering, ASolvedComplaintIsClosedWithWhatTheCallerThinks) {
    const Ticket ticket = kept(call_back(resolved(), said(true, 4), by(kOperator)));
    EXPECT_EQ(ticket.state, State::kClosed);
    EXPECT_EQ(ticket.callbacks.solved, true);
    EXPECT_EQ(ticket.callbacks.satisfaction, 4);
    EXPECT_EQ(logged("result"), "solved");
    EXPECT_EQ(logged("satisfaction"), "4");
}

TEST_F(Answering, NotSolvedReopensWithFreshClocksAndTheOldOnesKept) {
    const Ticket answered = resolved();
    pass(hours(20));
    const Ticket ticket = kept(call_back(answered, said(false, 1), by(kOperator)));
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(ticket.task_force, TaskForceId("IND"));
    EXPECT_EQ(ticket.generation, 2);
    EXPECT_FALSE(ticket.outcome);
    EXPECT_FALSE(ticket.first_contact_at);
    ASSERT_EQ(ticket.clocks.size(), 4U);
    EXPECT_TRUE(std::equal(answered.clocks.begin(), answered.clocks.end(), ticket.clocks.begin()));
    EXPECT_EQ(due(ticket, Target::kAck), now_ + hours(2));
    EXPECT_EQ(due(ticket, Target::kResolve), now_ + hours(72));
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kRunning);
    EXPECT_EQ(ticket.handlers, std::vector{kWorker.id}) << "who answered once does not call back later either";
    EXPECT_EQ(logged("result"), "unsolved");
    EXPECT_EQ(logged("generation"), "2");
}

TEST_F(Answering, UnreachableCallersAreTriedAgainAndThenNoMore) {
    Ticket ticket = resolved();
    for (int attempt = 1; attempt <= 2; ++attempt) {
        ticket = kept(call_back(ticket, {false, std::nullopt, 0, "关机"}, by(kOperator)));
        EXPECT_EQ(ticket.state, State::kResolved);
        EXPECT_EQ(ticket.callbacks.tries, attempt);
        EXPECT_EQ(ticket.callbacks.next_try, now_ + minutes(240));
        EXPECT_EQ(logged("result"), "unreachable");
        pass(hours(4));
    }
    ticket = kept(call_back(ticket, {false, std::nullopt, 0, ""}, by(kOperator)));
    EXPECT_EQ(ticket.state, State::kClosed);
    EXPECT_FALSE(ticket.callbacks.next_try);
    EXPECT_FALSE(ticket.callbacks.solved) << "not reached is not satisfied";
    EXPECT_EQ(ticket.callbacks.satisfaction, 0);
}

TEST_F(Answering, AReopenedTicketIsTriedAfresh) {
    Ticket ticket = kept(call_back(resolved(), {false, std::nullopt, 0, ""}, by(kOperator)));
    ticket = kept(call_back(ticket, said(false), by(kOperator)));
    EXPECT_EQ(ticket.callbacks.tries, 0);
    EXPECT_FALSE(ticket.callbacks.next_try);
}

TEST_F(Answering, ACallerWhoWasReachedIsAskedAndOneWhoWasNotHasSaidNothing) {
    const Ticket ticket = resolved();
    EXPECT_EQ(refusal(call_back(ticket, {true, std::nullopt, 5, ""}, by(kOperator))), "missing_field /solved");
    EXPECT_EQ(refusal(call_back(ticket, {false, true, 0, ""}, by(kOperator))), "invalid_field /solved");
    EXPECT_EQ(refusal(call_back(ticket, {false, std::nullopt, 5, ""}, by(kOperator))), "invalid_field /satisfaction");
}

TEST_F(Answering, TheDeskAnswersWhatLiesInTriage) {
    auto request = complaint();
    request.matter.sector.clear();
    const Ticket in_triage = opened(std::move(request));
    pass(minutes(30));
    const Ticket ticket = kept(answer(in_triage, {"请打12329", "公积金"}, by(kDispatcher)));
    EXPECT_EQ(ticket.state, State::kClosed);
    EXPECT_EQ(ticket.outcome->public_answer, "请打12329");
    EXPECT_EQ(ticket.outcome->by, kDispatcher.id);
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kMet);
    EXPECT_EQ(state_of(ticket, Target::kResolve), ClockState::kMet);
}

}  // namespace
}  // namespace hotline
