#include "domain/sla_policy.hpp"

#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using namespace samples;

SlaPolicy policy(const std::string& id) {
    const auto office = shared(office_spec());
    SlaPolicy made{.id = id, .waiting_cap = {working_days(5), office}};
    made.target(Target::kAck) = TargetPolicy{.within = {working_hours(2), office}};
    made.target(Target::kResolve) = TargetPolicy{.within = {working_days(3), office}, .stops_while_waiting = true};
    made.return_window = CalendarLimit{working_hours(4), office};
    return made;
}

Result<SlaPolicies> make(std::vector<SlaPolicy> policies, std::vector<PolicyRule> rules = {},
                         std::string_view default_policy = "general") {
    return SlaPolicies::make("7", std::move(policies), std::move(rules), default_policy);
}

TEST(SlaPolicies, TheFirstRuleThatMatchesChooses) {
    const auto policies =
        make({policy("general"), policy("danger"), policy("question"), policy("firms"), policy("one")},
             {{.urgencies = {1}, .policy = "danger"},
              {.categories = {"I", "K3"}, .policy = "question"},
              {.urgencies = {2, 3}, .caller_kinds = {"enterprise"}, .policy = "firms"},
              {.categories = {"B1"}, .policy = "one"}})
            .value();
    EXPECT_EQ(policies.choose(1, "I6", "citizen").id, "danger");
    EXPECT_EQ(policies.choose(3, "I6", "enterprise").id, "question");
    EXPECT_EQ(policies.choose(3, "K3", "citizen").id, "question");
    EXPECT_EQ(policies.choose(3, "K4", "citizen").id, "general");
    EXPECT_EQ(policies.choose(2, "", "enterprise").id, "firms");
    EXPECT_EQ(policies.choose(4, "", "enterprise").id, "general");
    EXPECT_EQ(policies.choose(4, "B1", "").id, "one");
    EXPECT_EQ(policies.choose(4, "B10", "").id, "general") << "another leaf, not one below B1";
    EXPECT_EQ(policies.choose(4, "IX1", "").id, "general") << "another group, not I";
    EXPECT_EQ(policies.choose(4, "", "").id, "general");
}

TEST(SlaPolicies, AreFoundByIdAsLongAsTheyExist) {
    const auto policies = make({policy("general"), policy("danger")}).value();
    EXPECT_EQ(policies.find("danger"), &policies.all()[1]);
    EXPECT_EQ(policies.find("gone"), nullptr);
    EXPECT_EQ(policies.version(), "7");
}

TEST(SlaPolicies, ATaskForceMayHaveItsOwn) {
    auto policies = make({policy("general")}).value();
    policies.set_own("IND", make({policy("general")}).value());
    EXPECT_EQ(&policies.of("TRA"), &policies);
    EXPECT_EQ(&policies.of(""), &policies) << "in triage";
    EXPECT_NE(&policies.of("IND"), &policies);
    EXPECT_EQ(policies.of("IND").choose(3, "", "").id, "general");
}

TEST(SlaPolicies, AClockRemembersWhatItWasStartedUnder) {
    const auto general = policy("general");
    const auto clock = general.start_clock(Target::kResolve, 2, "7", at("2022-04-01 16:00")).value();
    const SlaClock expected{Target::kResolve, 2, "general", "7", "1", {{ClockFact::kStart, at("2022-04-01 16:00")}}};
    EXPECT_EQ(clock, expected);
    const auto& resolve = *general.target(Target::kResolve);
    EXPECT_EQ(show(due(clock, resolve.within.limit, *resolve.within.calendar).due), "2022-04-07 17:00");
}

TEST(SlaPolicies, ATargetThatIsNotSetHasNoClock) {
    auto without = policy("general");
    without.target(Target::kAck).reset();
    EXPECT_FALSE(without.start_clock(Target::kAck, 1, "7", at("2022-04-01 16:00")).has_value());
    EXPECT_TRUE(make({without}).has_value());
}

TEST(SlaPolicies, TheReturnWindowClosesByItsOwnCalendar) {
    EXPECT_EQ(show(policy("general").return_window->from(at("2022-04-01 16:00")).due), "2022-04-02 11:30");
}

TEST(SlaPolicies, FaultsAreRefusedWithTheirPlace) {
    const auto field = [](const Result<SlaPolicies>& made) { return made ? "taken" : made.error().field; };
    auto bad = policy("general");
    bad.target(Target::kResolve)->within.limit.amount = 0;
    EXPECT_EQ(field(make({bad})), "/policies/0/resolve");
    bad = policy("general");
    bad.target(Target::kAck)->within.calendar = nullptr;
    EXPECT_EQ(field(make({bad})), "/policies/0/ack");
    bad = policy("general");
    bad.return_window->limit.amount = -1;
    EXPECT_EQ(field(make({policy("other"), bad})), "/policies/1/return_window");
    bad = policy("general");
    bad.waiting_cap = {};
    EXPECT_EQ(field(make({bad})), "/policies/0/waiting_cap");
    EXPECT_EQ(field(make({policy("")})), "/policies/0/id");
    EXPECT_EQ(field(make({policy("general"), policy("general")})), "/policies/1/id");
    EXPECT_EQ(field(make({policy("general")}, {{.policy = "general"}, {.policy = "other"}})), "/rules/1/policy");
    EXPECT_EQ(field(make({policy("general")}, {}, "other")), "/default");
    EXPECT_EQ(field(make({}, {}, "")), "/default");
}

}  // namespace
}  // namespace hotline
