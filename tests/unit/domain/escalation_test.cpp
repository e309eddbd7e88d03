// A small ladder on both targets of the sample city: half time, breach (which makes it more urgent and brings the
// inspection in), and two hours after the breach to the desk.
#include "domain/escalation.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

class Escalation : public DecisionTest {
protected:
    Escalation() {
        const auto always = shared(always_spec());
        const auto ladder = std::make_shared<const Ladder>(
            Ladder::make("sample", {{.level = "half", .percent = 50, .notify = {"holder", "lead"}},
                                    {.level = "red",
                                     .percent = 100,
                                     .notify = {"manager"},
                                     .raises_urgency = true,
                                     .adds = TaskForceId("INS")},
                                    {.level = "desk", .after = CalendarLimit{clock_hours(2), always}, .to_desk = true}})
                .value());
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) {
            for (auto& target : policy.targets) {
                if (target) target->ladder = ladder;
            }
            policy.target(Target::kCallback) = TargetPolicy{.within = {clock_hours(24), always}, .ladder = ladder};
            policy.target(Target::kContact) = TargetPolicy{.within = {clock_hours(8), always}, .ladder = ladder};
        }
        rules_.policies =
            SlaPolicies::make("cfg-2", policies, {{.urgencies = {1}, .policy = "critical"}}, "normal").value();
    }

    /// All that happens by itself until now: "target/level" each.
    std::vector<std::string> let_time_act(Ticket& ticket) {
        std::vector<std::string> steps;
        while (auto change = next_due_change(ticket, by(the_system()))) {
            ticket = kept(std::move(*change));
            const bool step = event_.action == Action::kEscalate;
            steps.push_back(step ? logged("target") + "/" + logged("level") : std::string(to_string(event_.action)));
        }
        return steps;
    }

    using Steps = std::vector<std::string>;
};

TEST_F(Escalation, ABreachIsOneWhateverAnotherPolicyCallsIt) {
    Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(let_time_act(ticket), (Steps{"ack/half", "ack/red"}));
    std::vector<SlaPolicy> policies = rules_.policies.all();
    for (SlaPolicy& policy : policies) policy.target(Target::kAck)->ladder = nullptr;  // plain: "breach"
    rules_.policies = SlaPolicies::make("cfg-3", policies, {}, "normal").value();
    EXPECT_EQ(let_time_act(ticket), Steps{});
}

TEST_F(Escalation, ATicketSleepsUntilItsFirstStep) {
    const Ticket ticket = opened();  // ack within 2 h, contact 8 h, resolve 72 h
    EXPECT_EQ(next_wake(ticket, rules_), now_ + hours(1));
    EXPECT_FALSE(next_due_change(ticket, by(the_system())));
    pass(hours(1) - std::chrono::milliseconds(1));
    EXPECT_FALSE(next_due_change(ticket, by(the_system())));
    pass(std::chrono::milliseconds(1));
    EXPECT_TRUE(next_due_change(ticket, by(the_system())));
}

TEST_F(Escalation, StepsFireInOrderAndOnce) {
    Ticket ticket = opened();
    pass(hours(4));
    EXPECT_EQ(let_time_act(ticket), (Steps{"ack/half", "ack/red", "ack/desk", "contact/half"}));
    EXPECT_EQ(let_time_act(ticket), Steps{});
    EXPECT_EQ(ticket.state, State::kTriage) << "nobody claimed it";
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(8));
}

TEST_F(Escalation, AnOffsetAfterTheBreachDoesNotWaitForALaterPercentage) {
    std::vector<SlaPolicy> policies = rules_.policies.all();
    const auto ladder = std::make_shared<const Ladder>(
        Ladder::make("crossing", {{.level = "red", .percent = 100},
                                  {.level = "treble", .percent = 300},
                                  {.level = "soon", .after = CalendarLimit{clock_hours(1), shared(always_spec())}}})
            .value());
    for (SlaPolicy& policy : policies) policy.target(Target::kAck)->ladder = ladder;
    rules_.policies = SlaPolicies::make("cfg-3", policies, {}, "normal").value();
    Ticket ticket = opened();  // ack within 2 h
    pass(hours(2));
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/red"});
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(3));
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/soon"});
    pass(hours(3));
    EXPECT_EQ(let_time_act(ticket), (Steps{"contact/half", "ack/treble"}));
}

TEST_F(Escalation, AStepSaysWhatItIsAndWhomItTells) {
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/half"});
    EXPECT_EQ(event_.actor, PersonId("system"));
    EXPECT_EQ(logged("notify"), "holder,lead");
    EXPECT_EQ(logged("of_generation"), "1");
    EXPECT_EQ(logged("planned_at"), "2022-04-18T10:00:00.000+08:00");
    EXPECT_EQ(logged("breach"), "-");
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/red"});
    EXPECT_EQ(logged("breach"), "true");
}

TEST_F(Escalation, ABreachRaisesTheUrgencyAndBringsTheInspectionIn) {
    Ticket ticket = opened();
    pass(hours(2));
    let_time_act(ticket);
    EXPECT_EQ(ticket.matter.urgency, 2);
    EXPECT_EQ(ticket.routing.assistants, std::vector{TaskForceId("INS")});
    EXPECT_EQ(logged("urgency"), "2");
    EXPECT_EQ(logged("assistant"), "INS");
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kBreached) << "whatever the limit is now";
}

TEST_F(Escalation, ATaskForceThatTheComplaintIsAboutIsNotBroughtIn) {
    NewTicket request = complaint();
    request.matter.about = TaskForceId("INS");
    Ticket ticket = opened(std::move(request));
    pass(hours(2));
    let_time_act(ticket);
    EXPECT_TRUE(ticket.routing.assistants.empty());
}

TEST_F(Escalation, WhatIsMetInTimeIsNotEscalated) {
    Ticket ticket = claimed();
    pass(hours(3));
    EXPECT_EQ(let_time_act(ticket), Steps{});
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(4)) << "half of the first contact";
}

TEST_F(Escalation, WhatWasMissedBeforeItWasMetIsPutOnRecordWithoutEffect) {
    Ticket ticket = opened();
    pass(hours(3));
    ticket = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(1)) << "overdue: nobody was there to fire it";
    EXPECT_EQ(let_time_act(ticket), (Steps{"ack/half", "ack/red"}));
    EXPECT_EQ(ticket.matter.urgency, 3);
    EXPECT_EQ(logged("notify"), "-");
    EXPECT_EQ(logged("breach"), "true");
    EXPECT_EQ(ticket.state, State::kInProgress);
}

TEST_F(Escalation, AWaitingTicketIsTakenUpAgainByTime) {
    Ticket ticket = claimed();
    ticket = kept(wait(ticket, {"parts", now_ + hours(3), ""}, by(kWorker)));
    EXPECT_EQ(next_wake(ticket, rules_), now_ + hours(3));
    pass(hours(3));
    EXPECT_EQ(let_time_act(ticket), Steps{"resume"});
    EXPECT_EQ(ticket.state, State::kInProgress);
    EXPECT_EQ(ticket.holder, kWorker.id);
    EXPECT_EQ(event_.actor, PersonId("system"));
    EXPECT_EQ(due(ticket, Target::kResolve), ticket.opened_at + hours(75)) << "its clock stood still";
}

TEST_F(Escalation, WhileAClockStandsStillItDoesNotEscalate) {
    Ticket ticket = claimed();
    ticket = kept(contact(ticket, {"phone", std::nullopt, true, ""}, by(kWorker)));
    pass(hours(30));
    ticket = kept(wait(ticket, {"parts", now_ + hours(20), ""}, by(kWorker)));
    pass(hours(19));
    EXPECT_EQ(let_time_act(ticket), Steps{});
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"resume"});
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(56)) << "half of 72 h and 20 h of waiting";
}

TEST_F(Escalation, ACancelledTicketIsLeftInPeace) {
    Ticket ticket = opened();
    pass(minutes(30));
    ticket = kept(cancel(ticket, {"withdrawn", ""}, by(kDispatcher)));
    EXPECT_EQ(next_wake(ticket, rules_), std::nullopt);
    pass(hours(100));
    EXPECT_EQ(let_time_act(ticket), Steps{});
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kStopped);
}

TEST_F(Escalation, ATicketThatEndsAfterABreachIsNotEscalatedFurther) {
    Ticket ticket = opened();
    pass(hours(3));
    EXPECT_EQ(let_time_act(ticket), (Steps{"ack/half", "ack/red"}));
    ticket = kept(cancel(ticket, {"withdrawn", ""}, by(kDispatcher)));
    pass(hours(100));
    EXPECT_EQ(let_time_act(ticket), Steps{});
    EXPECT_EQ(state_of(ticket, Target::kAck), ClockState::kBreached);
}

TEST_F(Escalation, TheCallBackIsPromisedByTheAnswer) {
    Ticket ticket = resolved();
    EXPECT_EQ(due(ticket, Target::kCallback), now_ + hours(24));
    EXPECT_EQ(next_wake(ticket, rules_), now_ + hours(4)) << "the first contact is owed still";
    ticket = kept(call_back(ticket, {true, true, 5, ""}, by(kOperator)));
    EXPECT_EQ(state_of(ticket, Target::kCallback), ClockState::kMet);
    EXPECT_EQ(state_of(ticket, Target::kContact), ClockState::kStopped);
    EXPECT_EQ(next_wake(ticket, rules_), std::nullopt);
}

TEST_F(Escalation, AnAnswerThatFailsItsCheckPromisesNoCallBackUntilThereIsABetterOne) {
    Ticket ticket = resolved();
    pass(hours(6));
    ticket = kept(check(ticket, {false, "文不对题"}, by(kOperator)));
    EXPECT_EQ(state_of(ticket, Target::kCallback), ClockState::kStopped);
    pass(hours(10));
    ticket = kept(resolve(ticket, solved(), by(kWorker)));
    EXPECT_EQ(due(ticket, Target::kCallback), now_ + hours(18)) << "what was left of it";
}

TEST_F(Escalation, AReopenedTicketBeginsAnew) {
    Ticket ticket = resolved();
    pass(hours(1));
    ticket = kept(call_back(ticket, {true, false, 0, ""}, by(kOperator)));
    EXPECT_EQ(ticket.generation, 2);
    EXPECT_EQ(next_wake(ticket, rules_), now_ + hours(1));
    pass(hours(2));
    EXPECT_EQ(let_time_act(ticket), (Steps{"ack/half", "ack/red"}));
    EXPECT_EQ(logged("of_generation"), "2");
}

TEST_F(Escalation, AChangedPolicyDoesNotFireAnOldStepAgain) {
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/half"});
    ticket.matter.urgency = 1;
    reselect_policy(ticket, rules_);  // ack within 1 h: breached at once
    EXPECT_EQ(let_time_act(ticket), Steps{"ack/red"});
}

TEST_F(Escalation, ATicketWithoutTargetsNeverWakes) {
    Ticket ticket = opened();
    ticket.clocks.clear();
    EXPECT_EQ(next_wake(ticket, rules_), std::nullopt);
}

}  // namespace
}  // namespace hotline
