// Steps that tell again until somebody acts.
#include <gtest/gtest.h>

#include <set>

#include "calendar_random.hpp"
#include "decision_fixture.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

class EscalationRepeat : public DecisionTest {
protected:
    EscalationRepeat() { use(Repeat::kActed); }

    /// Acknowledged within 2 h: red at the breach, again each 10 min up to three times; the lead after 3 h more.
    void use(Repeat::Until until) {
        const auto always = shared(always_spec());
        const Repeat repeat{{{Limit::kClockHours, 10}, always}, 3, until};
        const auto ladder = std::make_shared<const Ladder>(
            Ladder::make(
                "sample",
                {{.level = "red", .percent = 100, .notify = {"task_force"}, .raises_urgency = true, .repeat = repeat},
                 {.level = "lead", .after = CalendarLimit{clock_hours(3), always}, .notify = {"lead"}}})
                .value());
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) {
            policy.target(Target::kAck) =
                TargetPolicy{.within = {clock_hours(2), always}, .stops_while_waiting = true, .ladder = ladder};
            policy.target(Target::kResolve).reset();
        }
        rules_.policies = SlaPolicies::make("cfg-2", policies, {}, "normal").value();
    }
    std::string happens(Ticket& ticket) {
        auto change = next_due_change(ticket, by(the_system()));
        if (!change) return "nothing";
        ticket = kept(*std::move(change));
        const auto repeat = logged("repeat");
        return logged("level") + (repeat == "-" ? "" : "#" + repeat) +
               (logged("superseded") == "true" ? " unsaid" : "");
    }
    std::string all_that_happens(Ticket& ticket) {
        std::string all;
        for (auto each = happens(ticket); each != "nothing"; each = happens(ticket))
            all += (all.empty() ? "" : ", ") + each;
        return all;
    }
};

TEST_F(EscalationRepeat, TellsAgainAtItsTimesAndNoMoreThanSaid) {
    Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(all_that_happens(ticket), "red");
    const Instant breach = now_;
    for (int n = 1; n <= 3; ++n) {
        EXPECT_EQ(next_wake(ticket, rules_), breach + minutes(10) * n);
        pass(minutes(10));
        EXPECT_EQ(all_that_happens(ticket), "red#" + std::to_string(n));
        EXPECT_EQ(logged("people"), "ind1,ind2,ind-lead");
        EXPECT_EQ(logged("dedupe_key"), ticket.number.text() + "-ack-1-red-" + std::to_string(n));
        EXPECT_EQ(logged("breach"), "-") << "that was one";
        EXPECT_EQ(ticket.matter.urgency, 2) << "raised once";
    }
    EXPECT_EQ(next_wake(ticket, rules_), breach + hours(3));
    EXPECT_EQ(ticket.clocks[0].fired, (std::vector<std::string>{"breach", "breach#1", "breach#2", "breach#3"}));
}

TEST_F(EscalationRepeat, StopsWhenSomebodyActs) {
    Ticket ticket = opened();
    pass(hours(2) + minutes(10));
    EXPECT_EQ(all_that_happens(ticket), "red unsaid, red#1");
    ticket.attended_at = now_;
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(5)) << "the next step";
    pass(hours(1));
    EXPECT_EQ(all_that_happens(ticket), "");
}

TEST_F(EscalationRepeat, DoesNotStopForWhatWasDoneBeforeTheStep) {
    Ticket ticket = opened();
    pass(hours(2));
    ticket.attended_at = now_;
    EXPECT_EQ(all_that_happens(ticket), "red");
    EXPECT_EQ(next_wake(ticket, rules_), now_ + minutes(10));
}

TEST_F(EscalationRepeat, UntilItIsMetGoesOnWhateverIsDone) {
    use(Repeat::kMet);
    Ticket ticket = opened();
    pass(hours(2) + minutes(1));
    EXPECT_EQ(all_that_happens(ticket), "red");
    ticket.attended_at = now_;
    pass(minutes(9));
    EXPECT_EQ(all_that_happens(ticket), "red#1");
    ticket = kept(claim(ticket, by(kWorker)));
    EXPECT_EQ(next_wake(ticket, rules_), std::nullopt);
    pass(hours(1));
    EXPECT_EQ(all_that_happens(ticket), "");
}

TEST_F(EscalationRepeat, IsNotMadeUpForAfterALongAbsence) {
    Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(all_that_happens(ticket), "red");
    pass(hours(10));
    EXPECT_EQ(all_that_happens(ticket), "red#1 unsaid, red#2 unsaid, red#3 unsaid, lead");
}

TEST_F(EscalationRepeat, StandsStillWithItsClock) {
    use(Repeat::kMet);
    Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(all_that_happens(ticket), "red");
    ticket.clocks[0].facts.push_back({ClockFact::kPause, now_ + minutes(15)});
    pass(minutes(25));
    EXPECT_EQ(all_that_happens(ticket), "red#1");
    EXPECT_EQ(next_wake(ticket, rules_), ticket.opened_at + hours(5));
    ticket.clocks[0].facts.push_back({ClockFact::kResume, now_});
    pass(minutes(5));
    EXPECT_EQ(all_that_happens(ticket), "red#3") << "the second would have been while it waited";
}

TEST_F(EscalationRepeat, AClosedTicketIsLeftInPeace) {
    use(Repeat::kMet);
    Ticket ticket = opened();
    pass(hours(2));
    EXPECT_EQ(all_that_happens(ticket), "red");
    ticket = kept(cancel(ticket, {"withdrawn", ""}, by(kDispatcher)));
    EXPECT_EQ(next_wake(ticket, rules_), std::nullopt);
}

TEST_F(EscalationRepeat, HoweverLateAndOftenAskedEverythingHappensOnceAndInOrder) {
    Chance chance;
    for (int round = 0; round < 100; ++round) {
        use(chance.one_in(2) ? Repeat::kMet : Repeat::kActed);
        Ticket ticket = opened();
        const Instant breach = now_ + hours(2);
        std::set<std::string> seen;
        std::optional<Instant> acted;
        for (const Instant end = now_ + hours(6); now_ < end; pass(minutes(chance.between(1, 40)))) {
            Instant last = Instant::min();
            while (auto change = next_due_change(ticket, by(the_system()))) {
                const auto again = next_due_change(ticket, by(the_system()));
                ASSERT_EQ(again->event.changes, change->event.changes);
                ASSERT_EQ(next_wake(ticket, rules_), next_step(ticket, rules_)->at);
                ASSERT_GE(next_step(ticket, rules_)->at, last);
                last = next_step(ticket, rules_)->at;
                ticket = kept(*std::move(change));
                ASSERT_TRUE(seen.insert(logged("level") + logged("repeat")).second);
                ASSERT_TRUE(logged("repeat") == "-" || !acted) << "told again after somebody had acted";
            }
            ASSERT_GT(next_wake(ticket, rules_).value_or(Instant::max()), now_);
            if (chance.one_in(8)) {
                ticket.attended_at = now_;
                const auto ladder = ladder_of(*rules_.policies.all()[2].target(Target::kAck));
                if (ladder.steps()[0].repeat->until == Repeat::kActed && now_ > breach) acted = now_;
            }
        }
        ASSERT_TRUE(seen.contains("red-"));
    }
}

}  // namespace
}  // namespace hotline
