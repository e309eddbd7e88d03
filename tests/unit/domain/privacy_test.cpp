#include "domain/privacy.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Privacy : public DecisionTest {
protected:
    [[nodiscard]] std::string seen_by(const Person& person, const Ticket& ticket) const {
        switch (sight_of(ticket.caller, ticket, person)) {
            case Sight::kClear: return "clear";
            case Sight::kMasked: return "masked";
            case Sight::kHidden: return "hidden";
        }
        return "";
    }
    static NewTicket confidential() {
        auto request = complaint();
        request.caller.confidential = true;
        return request;
    }
    const Person other_operator_ = samples::person("op2", {Role::kOperator});
    const Person auditor_ = samples::person("aud1", {Role::kAuditor});
    const Person admin_ = samples::person("adm1", {Role::kAdmin});
};

TEST_F(Privacy, TheCallerIsClearToWhoeverWorksWithThemNow) {
    const Ticket queued = opened();
    EXPECT_EQ(seen_by(kOperator, queued), "clear") << "took the call";
    for (const Person& person :
         {other_operator_, kDispatcher, kWorker, kLead, kManager, kInspector, auditor_, admin_}) {
        EXPECT_EQ(seen_by(person, queued), "masked") << person.id.value;
    }
    const Ticket held = kept(claim(queued, by(kWorker)));
    EXPECT_EQ(seen_by(kWorker, held), "clear");
    EXPECT_EQ(seen_by(kColleague, held), "masked");
    const Ticket answered = kept(resolve(held, solved(), by(kWorker)));
    EXPECT_EQ(seen_by(other_operator_, answered), "clear") << "calls back";
    EXPECT_EQ(seen_by(kManager, answered), "masked");
}

TEST_F(Privacy, InTriageItIsTheDispatchersCall) {
    auto request = complaint();
    request.matter.sector = "";
    const Ticket triage = opened(request);
    EXPECT_EQ(triage.state, State::kTriage);
    EXPECT_EQ(seen_by(kDispatcher, triage), "clear");
    EXPECT_EQ(seen_by(other_operator_, triage), "masked");
}

TEST_F(Privacy, OnceTheTicketHasEndedNobodysWorkNeedsIt) {
    Ticket ticket = resolved();
    ticket.state = State::kClosed;
    for (const Person& person : {kOperator, kWorker, kDispatcher}) EXPECT_EQ(seen_by(person, ticket), "masked");
    EXPECT_TRUE(may_reveal(ticket, kOperator));
}

TEST_F(Privacy, WhoAskedForConfidentialityIsKnownToTheDeskOnly) {
    const Ticket held = claimed(confidential());
    for (const Person& person : {kWorker, kLead, kManager, kInspector, auditor_, admin_}) {
        EXPECT_EQ(seen_by(person, held), "hidden") << person.id.value;
        EXPECT_EQ(refusal(may_reveal(held, person)), "forbidden") << person.id.value;
    }
    EXPECT_EQ(seen_by(kOperator, held), "clear");
    EXPECT_EQ(seen_by(other_operator_, held), "masked");
    EXPECT_TRUE(may_reveal(held, other_operator_));
}

TEST_F(Privacy, WhoeverDoesNotDealWithCallersIsShownNone) {
    const Ticket ticket = opened();
    for (const Person& person : {auditor_, admin_, kImporter}) {
        EXPECT_EQ(refusal(may_reveal(ticket, person)), "forbidden") << person.id.value;
    }
    for (const Person& person : {kDispatcher, kColleague, kLead, kManager, kInspector}) {
        EXPECT_TRUE(may_reveal(ticket, person)) << person.id.value;
    }
}

TEST_F(Privacy, AMaskLeavesEnoughToTellTwoCallersApart) {
    EXPECT_EQ(masked_phone("+8613904310001"), "+86139****0001");
    EXPECT_EQ(masked_phone("+864311234567"), "+86431***4567");
    EXPECT_EQ(masked_phone("+86431123456"), "************") << "three stars would not hide much";
    EXPECT_EQ(masked_phone("+8612345"), "********");
    EXPECT_EQ(masked_phone(""), "");
    EXPECT_EQ(masked_name("李某某"), "李**");
    EXPECT_EQ(masked_name("Li"), "L**");
    EXPECT_EQ(masked_name("𠮷野"), "𠮷**");
    EXPECT_EQ(masked_name(""), "");
    EXPECT_EQ(masked_address("南关区某街"), "***");
    EXPECT_EQ(masked_address(""), "");
}

TEST_F(Privacy, WhatWasShownMaskedDoesNotComeBackAsKnown) {
    auto request = complaint();
    request.caller.name = "李某某";
    request.caller.address = "某街";
    const Ticket ticket = opened(request);
    AmendRequest amendment;
    amendment.caller.name = "李**";
    EXPECT_EQ(refusal(amend(ticket, amendment, by(kDispatcher))), "invalid_field /caller/name");
    amendment.caller.name = "王某";
    amendment.caller.address = "***";
    EXPECT_EQ(refusal(amend(ticket, amendment, by(kDispatcher))), "invalid_field /caller/address");
    amendment.caller.address.reset();
    EXPECT_EQ(kept(amend(ticket, amendment, by(kDispatcher))).caller.name, "王某");
}

}  // namespace
}  // namespace hotline
