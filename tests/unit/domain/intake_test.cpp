#include "domain/intake.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Intake : public DecisionTest {};

TEST_F(Intake, ACallIsRoutedAndItsClocksRunFromTheCall) {
    const Ticket ticket = opened();
    EXPECT_EQ(ticket.state, State::kQueued);
    EXPECT_EQ(ticket.task_force, TaskForceId("IND"));
    EXPECT_EQ(ticket.routing.rule, "sector-industry");
    EXPECT_EQ(ticket.routing.configuration_version, "cfg-1");
    EXPECT_EQ(ticket.matter.urgency, 3) << "nobody said how urgent it is: the default";
    EXPECT_EQ(ticket.opened_by, kOperator.id);
    EXPECT_EQ(due(ticket, Target::kAck), now_ + hours(2));
    EXPECT_EQ(due(ticket, Target::kResolve), now_ + hours(72));
    EXPECT_EQ(event_.action, Action::kOpen);
    EXPECT_EQ(event_.to, State::kQueued);
    EXPECT_EQ(event_.task_force, TaskForceId("IND"));
    EXPECT_TRUE(event_.changes.empty());
}

TEST_F(Intake, WhatNoRuleMatchesGoesToTheDesk) {
    auto request = complaint();
    request.matter.sector.clear();
    const Ticket ticket = opened(std::move(request));
    EXPECT_EQ(ticket.state, State::kTriage);
    EXPECT_TRUE(ticket.task_force.empty());
    EXPECT_EQ(ticket.routing.rule, "");
    EXPECT_EQ(due(ticket, Target::kAck), now_ + hours(2)) << "nobody's ticket has clocks too";
}

TEST_F(Intake, AComplaintAboutATaskForceDoesNotGoToIt) {
    auto request = complaint();
    request.matter.about = TaskForceId("IND");
    const Ticket ticket = opened(std::move(request));
    EXPECT_EQ(ticket.state, State::kTriage);
    EXPECT_TRUE(ticket.task_force.empty());
}

TEST_F(Intake, TheCategorySaysHowUrgentItIsAndWhoAssists) {
    auto request = complaint();
    request.matter.category = CategoryId("B1");
    const Ticket ticket = opened(std::move(request));
    EXPECT_EQ(ticket.matter.urgency, 2);
    EXPECT_EQ(ticket.routing.assistants, std::vector{TaskForceId("TRA")});
    EXPECT_EQ(due(ticket, Target::kAck), now_ + hours(1));
    EXPECT_EQ(due(ticket, Target::kResolve), now_ + hours(24));
}

TEST_F(Intake, SolvedOnTheCallIsClosedAndNeverQueued) {
    auto request = complaint();
    request.answer = AnswerRequest{"请登录平台申请", "已告知"};
    const Ticket ticket = opened(std::move(request));
    EXPECT_EQ(ticket.state, State::kClosed);
    EXPECT_TRUE(ticket.task_force.empty());
    EXPECT_TRUE(ticket.clocks.empty());
    ASSERT_TRUE(ticket.outcome);
    EXPECT_EQ(ticket.outcome->public_answer, "请登录平台申请");
    EXPECT_EQ(ticket.outcome->by, kOperator.id);
    EXPECT_TRUE(ticket.outcome->solved);
    EXPECT_EQ(event_.action, Action::kAnswer);
    EXPECT_EQ(event_.to, State::kClosed);
    EXPECT_TRUE(event_.task_force.empty());
}

TEST_F(Intake, OnlyAnIntegrationSaysWhenAComplaintWasMade) {
    auto request = complaint();
    request.received_at = now_ - hours(30);
    EXPECT_EQ(refusal(open_ticket(request, by(kOperator))), "invalid_field /received_at");
    const Ticket ticket = kept(open_ticket(request, by(kImporter)));
    EXPECT_EQ(ticket.opened_at, now_) << "the clocks begin when it comes in";
    EXPECT_EQ(logged("received_at"), "2022-04-17T03:00:00.000+08:00");
}

TEST_F(Intake, WhatTheCityDoesNotKnowIsRefused) {
    auto request = complaint();
    request.channel = "pigeon";
    EXPECT_EQ(refusal(open_ticket(request, by(kOperator))), "invalid_field /channel");
    request = complaint();
    request.matter.sector = "mining";
    EXPECT_EQ(refusal(open_ticket(request, by(kOperator))), "invalid_field /sector");
    request = complaint();
    request.matter.category = CategoryId("A1");
    EXPECT_EQ(refusal(open_ticket(request, by(kOperator))), "missing_fact /facts/people");
}

TEST_F(Intake, ThePreviewIsWhatOpeningDoes) {
    auto request = complaint();
    request.matter.category = CategoryId("B1");
    const auto shown = preview(request, by(kOperator));
    ASSERT_TRUE(shown);
    const Ticket ticket = opened(request);
    EXPECT_EQ(shown->decision.task_force, ticket.task_force);
    EXPECT_EQ(shown->decision.rule, ticket.routing.rule);
    EXPECT_EQ(shown->decision.urgency, ticket.matter.urgency);
    EXPECT_EQ(shown->ack_by->due, due(ticket, Target::kAck));
    EXPECT_EQ(shown->resolve_by->due, due(ticket, Target::kResolve));
    EXPECT_TRUE(shown->missing_facts.empty());
    EXPECT_EQ(shown->explanation.back().rule, "sector-industry");
}

TEST_F(Intake, ThePreviewNamesMissingFactsInsteadOfFailing) {
    auto request = complaint();
    request.matter.category = CategoryId("A1");
    const auto shown = preview(request, by(kOperator));
    ASSERT_TRUE(shown);
    EXPECT_EQ(shown->missing_facts, (std::vector<std::string>{"people", "since"}));
    request.matter.district = "999999";
    EXPECT_EQ(refusal(preview(request, by(kOperator))), "invalid_field /district");
}

}  // namespace
}  // namespace hotline
