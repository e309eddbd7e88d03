#include "domain/supervising.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

class Supervising : public DecisionTest {
protected:
    Supervising() {
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) {
            const auto& always = policy.target(Target::kAck)->within.calendar;
            policy.target(Target::kReport) =
                TargetPolicy{.within = {clock_hours(2), always}, .again = CalendarLimit{clock_hours(4), always}};
        }
        rules_.policies = SlaPolicies::make("cfg-1", std::move(policies), {}, "normal").value();
    }
    Ticket ordered(Ticket ticket) { return kept(supervise(ticket, {"请书面说明", std::nullopt}, by(kInspector))); }
};

TEST_F(Supervising, AnOrderHasItsOwnDeadlineWhateverStateTheTicketIsIn) {
    for (const Ticket& ticket : {ordered(opened()), ordered(claimed()), ordered(resolved())}) {
        EXPECT_EQ(ticket.orders.at(0).by, kInspector.id);
        EXPECT_EQ(logged("order"), "1");
        EXPECT_EQ(state_of(ticket, Target::kSupervision, 1), ClockState::kRunning);
    }
    const Ticket named = kept(supervise(claimed(), {"今日内说明", now_ + hours(1)}, by(kManager)));
    pass(hours(1));
    EXPECT_EQ(state_of(named, Target::kSupervision, 1), ClockState::kBreached);
    EXPECT_EQ(refusal(supervise(named, {"过去", now_}, by(kManager))), "invalid_field /due");
}

TEST_F(Supervising, OnlyWhoGaveTheOrderClosesIt) {
    Ticket ticket = kept(report(ordered(claimed()), {"已整改", 1}, by(kWorker)));
    EXPECT_EQ(state_of(ticket, Target::kSupervision, 1), ClockState::kMet);
    EXPECT_EQ(refusal(close_supervision(ticket, {1, true, ""}, by(kManager))), "forbidden");
    ticket = kept(close_supervision(ticket, {1, true, "同意"}, by(kInspector)));
    EXPECT_EQ(ticket.orders.at(0).closed_at, now_);
    EXPECT_EQ(refusal(close_supervision(ticket, {1, true, ""}, by(kInspector))), "invalid_field /order");
    EXPECT_EQ(refusal(report(ticket, {"再报", 1}, by(kWorker))), "invalid_field /order");
}

TEST_F(Supervising, AReportThatDoesNotContentLetsTheClockGoOn) {
    Ticket ticket = ordered(claimed());
    EXPECT_EQ(refusal(close_supervision(ticket, {1, false, "还没报"}, by(kInspector))), "invalid_field /accepted");
    pass(hours(1));
    ticket = kept(report(ticket, {"在办", 1}, by(kWorker)));
    pass(hours(1));
    EXPECT_EQ(refusal(close_supervision(ticket, {1, false, ""}, by(kInspector))), "missing_field /remark");
    ticket = kept(close_supervision(ticket, {1, false, "未说明责任人"}, by(kInspector)));
    EXPECT_TRUE(ticket.orders.at(0).report.empty());
    EXPECT_EQ(state_of(ticket, Target::kSupervision, 1), ClockState::kRunning);
    pass(hours(4));
    EXPECT_EQ(state_of(ticket, Target::kSupervision, 1), ClockState::kBreached) << "six hours after the order";
}

TEST_F(Supervising, AnOrderOutlivesItsTicketAndItsGeneration) {
    Ticket reopened = kept(call_back(ordered(resolved()), {true, false, 1, ""}, by(kOperator)));
    EXPECT_EQ(reopened.generation, 2);
    EXPECT_EQ(state_of(reopened, Target::kSupervision, 1), ClockState::kRunning);
    Ticket closed = kept(call_back(ordered(resolved()), {true, true, 5, ""}, by(kOperator)));
    EXPECT_EQ(closed.state, State::kClosed);
    EXPECT_EQ(state_of(closed, Target::kSupervision, 1), ClockState::kRunning);
    EXPECT_TRUE(permit(Action::kReport, closed.standing(), kLead));
    const auto step = next_step(closed, rules_);
    ASSERT_TRUE(step) << "and is escalated all the same";
    EXPECT_EQ(closed.clocks[step->clock].target, Target::kSupervision);
    closed = kept(report(closed, {"已整改", 1}, by(kLead)));
    EXPECT_FALSE(next_step(closed, rules_));
}

TEST_F(Supervising, EachInterimReportBeginsTheTimeOfTheNext) {
    Ticket ticket = claimed();
    EXPECT_EQ(report_owed(ticket), 1);
    pass(hours(1));
    ticket = kept(report(ticket, {"已到现场", 0}, by(kWorker)));
    EXPECT_EQ(state_of(ticket, Target::kReport, 1), ClockState::kMet);
    EXPECT_EQ(report_owed(ticket), 2);
    pass(hours(4) - std::chrono::milliseconds(1));
    EXPECT_EQ(state_of(ticket, Target::kReport, 2), ClockState::kRunning) << "four hours from one to the next";
    pass(std::chrono::milliseconds(1));
    EXPECT_EQ(state_of(ticket, Target::kReport, 2), ClockState::kBreached);
    ticket = kept(report(ticket, {"仍在处置", 0}, by(kWorker)));
    EXPECT_EQ(state_of(ticket, Target::kReport, 2), ClockState::kMetLate);
    EXPECT_EQ(report_owed(ticket), 3);
}

TEST_F(Supervising, NoInterimReportIsOwedWhileThereIsAnAnswer) {
    Ticket ticket = resolved();
    EXPECT_EQ(report_owed(ticket), 0);
    EXPECT_EQ(state_of(ticket, Target::kReport, 1), ClockState::kStopped);
    EXPECT_EQ(refusal(report(ticket, {"还在办", 0}, by(kLead))), "illegal_transition /order");
    ticket = kept(check(ticket, {false, "答非所问"}, by(kDispatcher)));
    EXPECT_EQ(report_owed(ticket), 1);
    EXPECT_EQ(state_of(ticket, Target::kReport, 1), ClockState::kRunning);
    const Ticket again = kept(call_back(resolved(), {true, false, 1, ""}, by(kOperator)));
    EXPECT_EQ(report_owed(again), 1) << "a new generation has its own";
}

}  // namespace
}  // namespace hotline
