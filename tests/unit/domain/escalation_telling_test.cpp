// Whom the steps of a ladder tell: people instead of roles, those on duty, somebody else where there is nobody, and
// nobody twice for what was late.
#include <gtest/gtest.h>

#include "decision_fixture.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

class EscalationTelling : public DecisionTest {
protected:
    /// The acknowledgement of every policy, 2 h, has this ladder; there are no other targets.
    void use_ladder(std::vector<LadderStep> steps) {
        const auto ladder = std::make_shared<const Ladder>(Ladder::make("sample", std::move(steps)).value());
        std::vector<SlaPolicy> policies = rules_.policies.all();
        for (SlaPolicy& policy : policies) {
            policy.target(Target::kAck)->ladder = ladder;
            policy.target(Target::kResolve).reset();
        }
        rules_.policies = SlaPolicies::make("cfg-2", policies, {}, "normal").value();
    }
    static LadderStep step(const std::string& level, int percent, std::vector<std::string> notify) {
        return {.level = level, .percent = percent, .notify = std::move(notify)};
    }
    void put_on_duty(const TaskForceId& covers, const PersonId& day, const PersonId& night) {
        const std::chrono::local_days from(ymd(2022, 4, 1));
        rules_.duty.push_back({.covers = covers,
                               .zone = rules_.service.zone,
                               .rotations = {{.people = {day}, .from = from, .hours = {480, 1200}},
                                             {.people = {night}, .from = from, .hours = {1200, 480}}}});
    }
    /// Level and people of each step that happens by itself until now.
    std::vector<std::string> let_time_act(Ticket& ticket) {
        std::vector<std::string> steps;
        while (auto change = next_due_change(ticket, by(the_system()))) {
            ticket = kept(std::move(*change));
            steps.push_back(logged("level") + ":" + logged("people"));
        }
        return steps;
    }
    void leave_out(const Person& gone) {
        auto people = rules_.people.all();
        std::erase_if(people, [&](const Person& person) { return person.id == gone.id; });
        rules_.people = Directory(std::move(people));
    }
    using Steps = std::vector<std::string>;
};

TEST_F(EscalationTelling, RolesBecomePeople) {
    use_ladder({step("holder", 10, {"holder", "task_force"}), step("lead", 20, {"lead", "lead", "task_force"}),
                step("desk", 30, {"dispatcher", "manager"})});
    Ticket ticket = opened();
    pass(minutes(12));
    EXPECT_EQ(let_time_act(ticket), Steps{"holder:ind1,ind2,ind-lead"});
    EXPECT_EQ(logged("notify"), "holder,task_force");
    EXPECT_EQ(logged("dedupe_key"), ticket.number.text() + "-ack-1-holder");
    EXPECT_EQ(logged("empty"), "-");
    pass(minutes(12));
    EXPECT_EQ(let_time_act(ticket), Steps{"lead:ind-lead,ind1,ind2"}) << "each once";
    pass(minutes(12));
    EXPECT_EQ(let_time_act(ticket), Steps{"desk:dis1,mgr1"});
}

TEST_F(EscalationTelling, WhoIsOnDutyIsToldByDayAndByNight) {
    use_ladder({step("half", 50, {"duty"}), step("red", 100, {"duty"})});
    put_on_duty(TaskForceId("IND"), kWorker.id, kColleague.id);
    now_ = at("2022-04-18 18:30");
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"half:ind1"});
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"red:ind2"});
}

TEST_F(EscalationTelling, InTriageTheDutyIsTheDesks) {
    use_ladder({step("half", 50, {"duty"})});
    put_on_duty(TaskForceId("IND"), kWorker.id, kWorker.id);
    put_on_duty(TaskForceId{}, kDispatcher.id, kDispatcher.id);
    NewTicket request = complaint();
    request.matter.sector = "";
    Ticket ticket = opened(std::move(request));
    ASSERT_EQ(ticket.state, State::kTriage);
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"half:dis1"});
}

TEST_F(EscalationTelling, AnEmptyStepTellsThePeopleOfTheNextOneAndFiresIt) {
    use_ladder({step("half", 50, {"duty"}), step("yellow", 80, {}), step("red", 100, {"lead"})});
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"half:ind-lead"});
    EXPECT_EQ(logged("empty"), "true");
    EXPECT_EQ(logged("skipped_to"), "red");
    EXPECT_EQ(logged("notify"), "duty");
    EXPECT_EQ(logged("breach"), "-");
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), (Steps{"yellow:-", "red:ind-lead"})) << "at its own time";
    EXPECT_EQ(logged("breach"), "true");
    EXPECT_EQ(logged("empty"), "-");
}

TEST_F(EscalationTelling, WhoHasLeftIsNotToldAndWhereNobodyIsLeftThatIsSaid) {
    use_ladder({step("half", 50, {"duty"}), step("red", 100, {"lead"})});
    put_on_duty(TaskForceId("IND"), PersonId("gone"), PersonId("gone"));
    leave_out(kLead);
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"half:-"});
    EXPECT_EQ(logged("nobody"), "true");
    EXPECT_EQ(logged("empty"), "-");
}

TEST_F(EscalationTelling, AStepThatTellsNobodyByDesignIsNotEmpty) {
    use_ladder({step("half", 50, {}), step("red", 100, {"lead"})});
    Ticket ticket = opened();
    pass(hours(1));
    EXPECT_EQ(let_time_act(ticket), Steps{"half:-"});
    EXPECT_EQ(logged("nobody"), "-");
    EXPECT_EQ(logged("dedupe_key"), "-");
}

TEST_F(EscalationTelling, OfWhatIsDueAtOnceOnlyTheLastTells) {
    auto yellow = step("yellow", 80, {"lead"});
    yellow.raises_urgency = true;
    auto red = step("red", 100, {"manager"});
    red.adds = TaskForceId("INS");
    use_ladder({step("half", 50, {"task_force"}), yellow, red, step("late", 400, {"manager"})});
    Ticket ticket = opened();
    pass(hours(3));
    std::vector<std::string> superseded;
    for (const char* level : {"half", "yellow", "red"}) {
        ticket = kept(next_due_change(ticket, by(the_system())).value());
        EXPECT_EQ(logged("level"), level) << "in order";
        superseded.push_back(logged("superseded") + ":" + logged("people"));
    }
    EXPECT_EQ(superseded, (Steps{"true:-", "true:-", "-:mgr1"}));
    EXPECT_EQ(ticket.matter.urgency, 2) << "its other effects it has";
    EXPECT_EQ(ticket.routing.assistants, std::vector{TaskForceId("INS")});
    EXPECT_FALSE(next_due_change(ticket, by(the_system())));
}

TEST_F(EscalationTelling, APartIsOwedByTheTaskForceThatWasAsked) {
    use_ladder({step("red", 100, {"holder", "task_force", "lead"})});
    std::vector<SlaPolicy> policies = rules_.policies.all();
    for (SlaPolicy& policy : policies) policy.target(Target::kPart)->ladder = policy.target(Target::kAck)->ladder;
    rules_.policies = SlaPolicies::make("cfg-3", policies, {}, "normal").value();
    Ticket ticket = claimed();
    ticket = kept(assist(ticket, {TaskForceId("TRA"), "请协调", std::nullopt}, by(kWorker)));
    pass(hours(4));
    EXPECT_EQ(let_time_act(ticket), Steps{"red:tra1"});
    EXPECT_EQ(logged("target"), "part");
    EXPECT_EQ(logged("item"), "1");
    EXPECT_EQ(logged("dedupe_key"), ticket.number.text() + "-part.1-1-red");
}

}  // namespace
}  // namespace hotline
