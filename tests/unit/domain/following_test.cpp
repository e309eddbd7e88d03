#include "domain/following.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Following : public DecisionTest {
protected:
    Ticket urged(Ticket ticket, int times) {
        for (int i = 0; i < times; ++i) ticket = kept(urge(ticket, "", by(kOperator)));
        return ticket;
    }
    [[nodiscard]] Result<Change> amended(const Ticket& ticket, const AmendRequest& request) const {
        return amend(ticket, request, by(kOperator));
    }
};

TEST_F(Following, TheThirdUrgeRaisesTheUrgency) {
    const Ticket twice = urged(opened(), 2);
    EXPECT_EQ(twice.urges, 2);
    EXPECT_EQ(twice.matter.urgency, 3);
    EXPECT_EQ(logged("urges"), "2");
    const Ticket thrice = urged(twice, 1);
    EXPECT_EQ(thrice.matter.urgency, 2);
    EXPECT_EQ(logged("urgency"), "2");
    EXPECT_EQ(due(thrice, Target::kAck), thrice.opened_at + hours(1)) << "its targets are those of the new urgency";
    EXPECT_EQ(urged(thrice, 2).matter.urgency, 2);
    EXPECT_EQ(urged(thrice, 3).matter.urgency, 1);
    EXPECT_EQ(urged(thrice, 30).matter.urgency, 1) << "nothing is more urgent than the most urgent";
    EXPECT_EQ(urged(thrice, 30).urges, 33);
}

TEST_F(Following, AnUrgedTicketStaysWhereItIs) {
    const Ticket held = claimed();
    const Ticket ticket = kept(urge(held, "又来电", by(kOperator)));
    EXPECT_EQ(ticket.state, State::kInProgress);
    EXPECT_EQ(ticket.holder, kWorker.id);
    EXPECT_EQ(logged("note"), "又来电");
}

TEST_F(Following, GivenFieldsReplaceTheRestStays) {
    const Ticket before = opened();
    AmendRequest request;
    request.title = "更正";
    request.place = "一号门";
    request.caller.name = "王五";
    request.caller.confidential = true;
    const Ticket ticket = kept(amended(before, request));
    EXPECT_EQ(ticket.matter.title, "更正");
    EXPECT_EQ(ticket.matter.place, "一号门");
    EXPECT_EQ(ticket.matter.text, before.matter.text);
    EXPECT_EQ(ticket.caller.name, "王五");
    EXPECT_TRUE(ticket.caller.confidential);
    EXPECT_EQ(ticket.caller.phone, before.caller.phone);
    EXPECT_EQ(ticket.clocks, before.clocks);
    EXPECT_EQ(logged("title"), "changed") << "the log does not repeat texts";
    EXPECT_EQ(logged("caller"), "changed") << "and nothing personal";
    EXPECT_EQ(logged("text"), "-");
}

TEST_F(Following, AnAmendmentMayEmptyAField) {
    AmendRequest request;
    request.sector = "";
    EXPECT_EQ(kept(amended(opened(), request)).matter.sector, "");
}

TEST_F(Following, ANewUrgencyOrCategorySelectsThePolicyAnew) {
    const Ticket before = opened();
    pass(minutes(30));
    AmendRequest request;
    request.urgency = 1;
    const Ticket ticket = kept(amended(before, request));
    EXPECT_EQ(policy_of(ticket, rules_).id, "critical");
    EXPECT_EQ(due(ticket, Target::kAck), before.opened_at + hours(1)) << "counted from the call, as before";
}

TEST_F(Following, AMetTargetIsNotJudgedAgain) {
    const Ticket before = opened();
    pass(minutes(90));
    const Ticket held = kept(claim(before, by(kWorker)));
    EXPECT_EQ(state_of(held, Target::kAck), ClockState::kMet);
    AmendRequest request;
    request.urgency = 1;
    EXPECT_EQ(state_of(kept(amended(held, request)), Target::kAck), ClockState::kMet);
}

TEST_F(Following, AnAmendmentIsCheckedAsIfItWereNew) {
    const Ticket ticket = opened();
    AmendRequest request;
    request.category = CategoryId("A1");
    EXPECT_EQ(refusal(amended(ticket, request)), "missing_fact /facts/people");
    request.facts = std::map<std::string, std::string>{{"people", "12"}, {"since", "上周五"}};
    EXPECT_EQ(refusal(amended(ticket, request)), "taken");
    request.district = "1";
    EXPECT_EQ(refusal(amended(ticket, request)), "invalid_field /district");
    AmendRequest about;
    about.about = TaskForceId("IND");
    EXPECT_EQ(refusal(amended(ticket, about)), "avoidance /about");
    about.about = TaskForceId("TRA");
    EXPECT_EQ(refusal(amended(ticket, about)), "taken");
}

TEST_F(Following, TheNumberATicketWasOpenedUnderStays) {
    const Ticket ticket = opened();
    AmendRequest request;
    request.caller.phone = Phone::from_e164("+8613900000000");
    EXPECT_EQ(refusal(amended(ticket, request)), "invalid_field /caller/phone");
    request.caller.phone = ticket.caller.phone;
    EXPECT_EQ(refusal(amended(ticket, request)), "taken");
}

TEST_F(Following, DangerIsHandedOffOnceForEachTarget) {
    Ticket ticket = kept(hand_off(opened(), {"120", "", false}, by(kOperator)));
    const Instant first = now_;
    pass(minutes(3));
    ticket = kept(hand_off(ticket, {"120", "急救-77", false}, by(kOperator)));
    ticket = kept(hand_off(ticket, {"120", "", true}, by(kOperator)));
    ticket = kept(hand_off(ticket, {"120", "", false}, by(kOperator)));
    ASSERT_EQ(ticket.hand_offs.size(), 1U);
    EXPECT_EQ(ticket.hand_offs[0].reference, "急救-77");
    EXPECT_TRUE(ticket.hand_offs[0].confirmed) << "a confirmation is not taken back";
    EXPECT_EQ(ticket.hand_offs[0].at, first);
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(refusal(hand_off(ticket, {"911", "", false}, by(kOperator))), "invalid_field /to");
}

TEST_F(Following, ACancelledTicketSaysWhy) {
    EXPECT_EQ(refusal(cancel(opened(), {"bored", ""}, by(kDispatcher))), "invalid_field /reason");
    const Ticket held = claimed();
    pass(hours(1));
    const Ticket ticket = kept(cancel(held, {"withdrawn", "来电撤回"}, by(kDispatcher)));
    EXPECT_EQ(ticket.state, State::kCancelled);
    EXPECT_EQ(ticket.end_reason, "withdrawn");
    EXPECT_TRUE(ticket.holder.empty());
    ASSERT_EQ(ticket.ledger.size(), 1U);
    EXPECT_EQ(ticket.ledger[0].milliseconds, 3'600'000);
    EXPECT_EQ(logged("reason"), "withdrawn");
}

class Merging : public Following {
protected:
    Ticket survivor_ = opened(complaint("+8613800000001"));
    Ticket merged_ = opened(complaint("+8613800000002"));

    Ticket taken_over(const Ticket& survivor, const Ticket& merged) {
        const auto change = take_over(survivor, merged, by(kOperator));
        EXPECT_TRUE(change && *change);
        return kept(Result<Change>(**change));
    }
};

TEST_F(Merging, TheSurvivorTakesTheCallersOverAndTheOtherEnds) {
    const Ticket survivor = taken_over(survivor_, merged_);
    ASSERT_EQ(survivor.further_callers.size(), 1U);
    EXPECT_EQ(survivor.further_callers[0].merged_ticket, merged_.number);
    EXPECT_EQ(survivor.further_callers[0].caller, merged_.caller);
    EXPECT_EQ(survivor.state, State::kQueued);
    EXPECT_EQ(logged("merged"), merged_.number.text());
    const Ticket ended = kept(Result<Change>(merge_into(merged_, survivor_.number, by(kOperator))));
    EXPECT_EQ(ended.state, State::kCancelled);
    EXPECT_EQ(ended.merged_into, survivor_.number);
    EXPECT_EQ(ended.end_reason, "merged");
    EXPECT_EQ(logged("into"), survivor_.number.text());
}

TEST_F(Merging, TwiceIsOnce) {
    const auto again = take_over(taken_over(survivor_, merged_), merged_, by(kOperator));
    ASSERT_TRUE(again);
    EXPECT_FALSE(*again);
}

TEST_F(Merging, CallersWhoCameByAMergeMoveOn) {
    const Ticket middle = taken_over(merged_, opened(complaint("+8613800000003")));
    const Ticket survivor = taken_over(survivor_, middle);
    ASSERT_EQ(survivor.further_callers.size(), 2U);
    EXPECT_EQ(survivor.further_callers[1].caller.phone, Phone::from_e164("+8613800000003"));
}

TEST_F(Merging, WhoJoinedBetweenTheHalvesIsNotForgotten) {
    const Ticket half = taken_over(survivor_, merged_);
    const Ticket joined = taken_over(merged_, opened(complaint("+8613800000003")));
    const Ticket whole = taken_over(half, joined);
    ASSERT_EQ(whole.further_callers.size(), 2U);
    EXPECT_EQ(whole.further_callers[1].caller.phone, Phone::from_e164("+8613800000003"));
}

TEST_F(Merging, NeverIntoItselfNorIntoWhatIsOver) {
    EXPECT_EQ(refusal(take_over(survivor_, survivor_, by(kOperator))), "merge_conflict /into");
    for (const State over : {State::kClosed, State::kCancelled}) {
        Ticket survivor = survivor_;
        survivor.state = over;
        EXPECT_EQ(refusal(take_over(survivor, merged_, by(kOperator))), "merge_conflict /into");
    }
}

}  // namespace
}  // namespace hotline
