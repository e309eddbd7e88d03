#include "domain/matter_check.hpp"

#include <gtest/gtest.h>

#include "decision_fixture.hpp"

namespace hotline {
namespace {

std::string verdict(const Matter& matter, const Caller& caller = {}) {
    return refusal(check_matter(matter, caller, *catalogue()));
}

Matter with_facts(std::map<std::string, std::string> facts, const char* category = "") {
    Matter matter;
    matter.category = CategoryId(category);
    matter.facts = std::move(facts);
    return matter;
}

TEST(MatterCheck, NothingIsRequiredWithoutACategory) { EXPECT_EQ(verdict({}), "taken"); }

TEST(MatterCheck, WhatTheCityDoesNotKnowIsNamed) {
    Matter matter;
    matter.category = CategoryId("Z9");
    EXPECT_EQ(verdict(matter), "invalid_field /category");
    matter = {};
    matter.category = CategoryId("A");
    EXPECT_EQ(verdict(matter), "invalid_field /category") << "a group is not a category";
    matter = {};
    matter.sector = "mining";
    EXPECT_EQ(verdict(matter), "invalid_field /sector");
    matter = {};
    matter.district = "000000";
    EXPECT_EQ(verdict(matter), "invalid_field /district");
    matter = {};
    matter.project_code = "CC2022-999";
    EXPECT_EQ(verdict(matter), "invalid_field /project_code");
    matter = {};
    matter.about = TaskForceId("XXX");
    EXPECT_EQ(verdict(matter), "invalid_field /about");
    Caller caller;
    caller.kind = "ghost";
    EXPECT_EQ(verdict({}, caller), "invalid_field /caller/kind");
}

TEST(MatterCheck, UrgenciesAreThoseOfTheCity) {
    Matter matter;
    for (const int urgency : {0, 1, 4}) {
        matter.urgency = urgency;
        EXPECT_EQ(verdict(matter), "taken") << urgency;
    }
    for (const int urgency : {-1, 5, 100}) {
        matter.urgency = urgency;
        EXPECT_EQ(verdict(matter), "invalid_field /urgency") << urgency;
    }
}

TEST(MatterCheck, RequiredFactsMustBeGivenAndNotEmpty) {
    EXPECT_EQ(verdict(with_facts({}, "A1")), "missing_fact /facts/people");
    EXPECT_EQ(verdict(with_facts({{"people", "3"}}, "A1")), "missing_fact /facts/since");
    EXPECT_EQ(verdict(with_facts({{"people", "3"}, {"since", ""}}, "A1")), "missing_fact /facts/since");
    EXPECT_EQ(verdict(with_facts({{"people", "3"}, {"since", "上周五"}}, "A1")), "taken");
    EXPECT_EQ(verdict(with_facts({}, "B1")), "taken");
    EXPECT_EQ(missing_facts(with_facts({}, "A1"), *catalogue()), (std::vector<std::string>{"people", "since"}));
    EXPECT_TRUE(missing_facts(with_facts({}, "Z9"), *catalogue()).empty());
}

TEST(MatterCheck, FactsHaveTheirKind) {
    for (const auto& [id, value, expected] : {std::tuple{"people", "12", "taken"},
                                              {"people", "1.5", "taken"},
                                              {"people", "many", "invalid_field /facts/people"},
                                              {"people", "", "invalid_field /facts/people"},
                                              {"people", "-3", "invalid_field /facts/people"},
                                              {"people", ".", "invalid_field /facts/people"},
                                              {"people", "1.2.3", "invalid_field /facts/people"},
                                              {"paid", "yes", "taken"},
                                              {"paid", "no", "taken"},
                                              {"paid", "true", "invalid_field /facts/paid"},
                                              {"fuel", "diesel", "taken"},
                                              {"fuel", "steam", "invalid_field /facts/fuel"},
                                              {"since", "随便", "taken"},
                                              {"colour", "red", "invalid_field /facts/colour"}}) {
        EXPECT_EQ(verdict(with_facts({{id, value}})), expected) << id << " = " << value;
    }
}

}  // namespace
}  // namespace hotline
