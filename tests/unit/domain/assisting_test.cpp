#include "domain/assisting.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Assisting : public DecisionTest {
protected:
    static AssistRequest for_transport() { return {TaskForceId("TRA"), "请协调放行", std::nullopt}; }
    Ticket assisted() { return kept(assist(claimed(), for_transport(), by(kWorker))); }
};

TEST_F(Assisting, APartHasADeadlineOfItsOwn) {
    const Ticket ticket = assisted();
    ASSERT_EQ(ticket.parts.size(), 1U);
    EXPECT_EQ(ticket.parts[0].task_force, TaskForceId("TRA"));
    EXPECT_EQ(ticket.parts[0].asked_by, kWorker.id);
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kRunning);
    EXPECT_EQ(logged("part"), "1");
    EXPECT_EQ(logged("of"), "TRA");
    pass(hours(4));
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kBreached);
}

TEST_F(Assisting, TheHolderMayNameTheInstant) {
    const Ticket ticket = kept(assist(claimed(), {TaskForceId("TRA"), "请协调", now_ + hours(1)}, by(kWorker)));
    pass(minutes(59));
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kRunning);
    pass(minutes(1));
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kBreached);
}

TEST_F(Assisting, TheTicketIsNotResolvedBeforeItsParts) {
    Ticket ticket = assisted();
    const auto refused = resolve(ticket, solved(), by(kWorker));
    EXPECT_EQ(refusal(refused), "parts_open");
    EXPECT_EQ(refused.error().context, (std::vector<std::pair<std::string, std::string>>{{"parts", "1"}}));
    ticket = kept(contribute(ticket, {1, "已放行"}, by(kTransportWorker)));
    EXPECT_EQ(ticket.parts[0].account, "已放行");
    EXPECT_EQ(ticket.parts[0].ended_by, kTransportWorker.id);
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kMet);
    EXPECT_EQ(refusal(resolve(ticket, solved(), by(kWorker))), "taken");
}

TEST_F(Assisting, APartThatIsNoLongerNeededIsRecalled) {
    const Ticket ticket = kept(recall_part(assisted(), {1, "已自行解决"}, by(kWorker)));
    EXPECT_TRUE(ticket.parts[0].recalled);
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kStopped);
    EXPECT_EQ(refusal(resolve(ticket, solved(), by(kWorker))), "taken");
}

TEST_F(Assisting, WhoOwesAPartSeesTheTicketAndMayEndIt) {
    const Ticket ticket = assisted();
    EXPECT_TRUE(may_see(ticket.standing(), kTransportWorker));
    EXPECT_TRUE(permit(Action::kContribute, ticket.standing(), kTransportWorker));
    EXPECT_FALSE(permit(Action::kContribute, ticket.standing(), kWorker));
    const Ticket done = kept(contribute(ticket, {1, "已放行"}, by(kTransportWorker)));
    EXPECT_TRUE(may_see(done.standing(), kTransportWorker));
    EXPECT_FALSE(permit(Action::kContribute, done.standing(), kTransportWorker));
}

TEST_F(Assisting, OnlyWhoOwesAPartDoesIt) {
    Ticket ticket = kept(assist(assisted(), {TaskForceId("COM"), "请核实", std::nullopt}, by(kWorker)));
    EXPECT_EQ(refusal(contribute(ticket, {2, "办了"}, by(kTransportWorker))), "forbidden");
    EXPECT_EQ(refusal(contribute(ticket, {3, "办了"}, by(kTransportWorker))), "invalid_field /part");
    EXPECT_EQ(refusal(contribute(ticket, {0, "办了"}, by(kTransportWorker))), "invalid_field /part");
    ticket = kept(contribute(ticket, {1, "办了"}, by(kTransportWorker)));
    EXPECT_EQ(refusal(contribute(ticket, {1, "又办了"}, by(kTransportWorker))), "invalid_field /part");
    EXPECT_EQ(refusal(recall_part(ticket, {1, "不用了"}, by(kWorker))), "invalid_field /part");
}

TEST_F(Assisting, WhatCannotBeAskedIsRefused) {
    const Ticket ticket = claimed();
    EXPECT_EQ(refusal(assist(ticket, {TaskForceId("IND"), "自己", std::nullopt}, by(kWorker))),
              "invalid_field /task_force");
    EXPECT_EQ(refusal(assist(ticket, {TaskForceId("XXX"), "谁", std::nullopt}, by(kWorker))),
              "task_force_not_found /task_force");
    EXPECT_EQ(refusal(assist(ticket, {TaskForceId("TRA"), "请协调", now_}, by(kWorker))), "invalid_field /due");
    NewTicket about_transport = complaint();
    about_transport.matter.about = TaskForceId("TRA");
    const Ticket avoiding = claimed(about_transport);
    EXPECT_EQ(refusal(assist(avoiding, for_transport(), by(kWorker))), "avoidance /task_force");
}

TEST_F(Assisting, ACancelledTicketOwesNothing) {
    const Ticket ticket = kept(cancel(assisted(), {"withdrawn", ""}, by(kDispatcher)));
    EXPECT_TRUE(ticket.parts[0].recalled);
    EXPECT_EQ(state_of(ticket, Target::kPart, 1), ClockState::kStopped);
    EXPECT_TRUE(ticket.standing().owing.empty());
}

}  // namespace
}  // namespace hotline
