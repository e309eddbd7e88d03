#include "domain/deciding.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

const DecideRequest kYes{true, ""};
const DecideRequest kNo{false, "理由不充分"};

class Deciding : public DecisionTest {
protected:
    /// Due in 72 hours; asked to put off by so many more.
    Ticket asked(hours more) {
        const Ticket ticket = claimed();
        return kept(ask_extension(ticket, {due(ticket, Target::kResolve) + more, "等待批复"}, by(kWorker)));
    }
    void require_approval() {
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) policy.waiting_needs_approval = true;
        rules_.policies = SlaPolicies::make("cfg-1", std::move(policies), {}, "normal").value();
    }
};

TEST_F(Deciding, AnExtensionThatIsGrantedMovesTheDueInstant) {
    const Ticket ticket = asked(hours(24));
    const Instant until = due(ticket, Target::kResolve) + hours(24);
    EXPECT_EQ(logged("reason"), "等待批复");
    const Ticket granted = kept(decide(ticket, kYes, by(kLead)));
    EXPECT_EQ(due(granted, Target::kResolve), until);
    EXPECT_EQ(granted.extensions, 1);
    EXPECT_FALSE(granted.request);
    EXPECT_EQ(logged("approved"), "true");
    EXPECT_EQ(logged("asked_by"), "ind1");
}

TEST_F(Deciding, OneThatIsRefusedChangesNothing) {
    const Ticket ticket = asked(hours(24));
    const Ticket refused = kept(decide(ticket, kNo, by(kLead)));
    EXPECT_EQ(due(refused, Target::kResolve), due(ticket, Target::kResolve));
    EXPECT_EQ(refused.extensions, 0);
    EXPECT_FALSE(refused.request);
    EXPECT_EQ(logged("remark"), "理由不充分");
    EXPECT_EQ(refusal(decide(ticket, {false, ""}, by(kLead))), "missing_field /remark");
}

TEST_F(Deciding, WhatGoesBeyondThePolicyAManagerDecides) {
    const Ticket far = asked(hours(25));
    EXPECT_EQ(refusal(decide(far, kYes, by(kLead))), "forbidden");
    EXPECT_EQ(refusal(decide(far, kYes, by(kManager))), "taken");
    Ticket again = kept(decide(asked(hours(1)), kYes, by(kLead)));
    again = kept(ask_extension(again, {due(again, Target::kResolve) + hours(1), "再延"}, by(kWorker)));
    EXPECT_EQ(refusal(decide(again, kYes, by(kLead))), "forbidden") << "once for each generation";
    EXPECT_EQ(kept(decide(again, kYes, by(kManager))).extensions, 2);
}

TEST_F(Deciding, NobodyDecidesWhatTheyAskedFor) {
    Ticket held = kept(claim(opened(), by(kLead)));
    held = kept(ask_extension(held, {due(held, Target::kResolve) + hours(1), "等待批复"}, by(kLead)));
    EXPECT_EQ(refusal(decide(held, kYes, by(kLead))), "decided_by_asker");
    EXPECT_EQ(refusal(decide(held, kYes, by(kSecondLead))), "taken");
}

TEST_F(Deciding, ItIsAskedBeforeTheTicketIsDueAndForLater) {
    const Ticket ticket = claimed();
    const Instant end = due(ticket, Target::kResolve);
    EXPECT_EQ(refusal(ask_extension(ticket, {end, "等待批复"}, by(kWorker))), "invalid_field /until");
    pass(end - now_);
    EXPECT_EQ(refusal(ask_extension(ticket, {end + hours(1), "等待批复"}, by(kWorker))), "too_late");
}

TEST_F(Deciding, OneRequestAtATime) {
    const Ticket ticket = asked(hours(1));
    EXPECT_EQ(refusal(ask_extension(ticket, {due(ticket, Target::kResolve) + hours(2), "再延"}, by(kWorker))),
              "request_pending");
    EXPECT_EQ(refusal(decide(claimed(), kYes, by(kLead))), "nothing_pending");
}

TEST_F(Deciding, ARequestLapsesWhenTheTicketMovesOn) {
    EXPECT_FALSE(kept(release(asked(hours(1)), "", by(kWorker))).request);
    EXPECT_FALSE(kept(resolve(asked(hours(1)), solved(), by(kWorker))).request);
    EXPECT_TRUE(kept(add_note(asked(hours(1)), "催", by(kOperator))).request);
}

TEST_F(Deciding, WaitingThatNeedsApprovalBeginsWithIt) {
    require_approval();
    const Ticket ticket = kept(wait(claimed(), {"parts", now_ + hours(5), ""}, by(kWorker)));
    EXPECT_EQ(ticket.state, State::kInProgress);
    ASSERT_TRUE(ticket.request);
    EXPECT_EQ(ticket.request->kind, PendingRequest::kToWait);
    pass(hours(1));
    EXPECT_EQ(kept(decide(ticket, kNo, by(kLead))).state, State::kInProgress);
    const Ticket waiting = kept(decide(ticket, kYes, by(kLead)));
    EXPECT_EQ(waiting.state, State::kWaiting);
    EXPECT_EQ(waiting.waiting_until, now_ + hours(4));
    EXPECT_EQ(waiting.holder, kWorker.id);
    EXPECT_EQ(state_of(waiting, Target::kResolve), ClockState::kPaused);
    pass(hours(4));
    EXPECT_EQ(refusal(decide(ticket, kYes, by(kLead))), "invalid_field /approved") << "its end has passed";
}

TEST_F(Deciding, AFinalAnswerIsSignedByTheLeadAndApprovedByAManager) {
    const Ticket signed_one = kept(sign_final_answer(resolved(), "三次答复，无新事实", by(kLead)));
    EXPECT_EQ(signed_one.state, State::kResolved);
    EXPECT_EQ(refusal(decide(signed_one, kYes, by(kSecondLead))), "forbidden");
    const Ticket closed = kept(decide(signed_one, kYes, by(kManager)));
    EXPECT_EQ(closed.state, State::kClosed);
    ASSERT_TRUE(closed.final_answer);
    EXPECT_EQ(closed.final_answer->signed_by, kLead.id);
    EXPECT_EQ(closed.final_answer->approved_by, kManager.id);
    const Ticket called_again = kept(urge(closed, "又来电", by(kOperator)));
    EXPECT_EQ(called_again.urges, 1);
    EXPECT_EQ(called_again.state, State::kClosed);
}

TEST_F(Deciding, AFinalAnswerThatIsRefusedLeavesTheCallBack) {
    const Ticket ticket = kept(decide(kept(sign_final_answer(resolved(), "理由", by(kLead))), kNo, by(kManager)));
    EXPECT_EQ(ticket.state, State::kResolved);
    EXPECT_FALSE(ticket.final_answer);
    EXPECT_EQ(refusal(call_back(ticket, {true, true, 5, ""}, by(kOperator))), "taken");
}

}  // namespace
}  // namespace hotline
