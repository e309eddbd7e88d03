#include "settings/load_people.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "configuration_folder.hpp"

namespace hotline {
namespace {

constexpr std::array<std::string_view, 3> kRoles{"operator", "staff", "admin"};

class People : public testing::Test {
protected:
    std::expected<std::vector<PersonRecord>, ConfigurationErrors> load(const std::string& content) {
        folder_.write("people.yaml", content);
        return load_people(folder_.path() / "people.yaml", {kRoles, {"IND", "TRA"}});
    }
    ConfigurationErrors errors(const std::string& content) {
        auto loaded = load(content);
        return loaded ? ConfigurationErrors{} : loaded.error();
    }
    static std::string person(const std::string& id, char digit, const std::string& more = "roles: [staff]") {
        return "  - {id: " + id + ", name: 某人, token_sha256: " + std::string(64, digit) + ", " + more + "}\n";
    }
    test::ConfigurationFolder folder_;
};

TEST_F(People, AreReadAsTheyStand) {
    const auto people = load("people:\n" + person("op1", 'a', "roles: [operator, staff], task_forces: IND") +
                             person("ad1", 'b', "roles: [admin], disabled: true"));
    ASSERT_TRUE(people) << to_string(people.error());
    ASSERT_EQ(people->size(), 2U);
    EXPECT_EQ((*people)[0].id, "op1");
    EXPECT_THAT((*people)[0].roles, testing::ElementsAre("operator", "staff"));
    EXPECT_THAT((*people)[0].task_forces, testing::ElementsAre("IND"));
    EXPECT_FALSE((*people)[0].disabled);
    EXPECT_TRUE((*people)[1].disabled);
    EXPECT_EQ((*people)[1].line, 3);
}

TEST_F(People, AreRefusedTwice) {
    const auto found = errors("people:\n" + person("a", 'a') + person("a", 'b') + person("c", 'b'));
    ASSERT_EQ(found.size(), 2U) << to_string(found);
    EXPECT_EQ(found[0].line, 3);
    EXPECT_THAT(found[0].message, testing::HasSubstr("person 'a' is defined twice, first in line 2"));
    EXPECT_EQ(found[1].line, 4);
    EXPECT_THAT(found[1].message, testing::HasSubstr("also that of person 'a'"));
}

TEST_F(People, MistakesHaveTheirLines) {
    const auto text =
        to_string(errors("people:\n" + person("a", 'a', "roles: [boss]") + person("b", 'z') +
                         person("c", 'c', "roles: []") + person("d", 'd', "roles: staff, task_forces: [XXX]") +
                         person("e", 'e', "roles: staff, tokn: x") + "  - {id: f}\n"));
    for (const auto* expected :
         {"people.yaml:2: unknown role 'boss'", "people.yaml:3: 'token_sha256' must be 64",
          "people.yaml:4: a person has at least", "people.yaml:5: unknown task force 'XXX'",
          "people.yaml:6: unknown key 'tokn' in person 'e'", "people.yaml:7: person 'f' lacks the key 'roles'"}) {
        EXPECT_THAT(text, testing::HasSubstr(expected));
    }
}

TEST_F(People, NobodyIsTheServiceItself) {
    const auto found = errors("people:\n" + person("a", 'a') + person("system", 'b'));
    ASSERT_EQ(found.size(), 1U) << to_string(found);
    EXPECT_THAT(to_string(found), testing::HasSubstr("people.yaml:3: 'system' is the service itself"));
}

TEST_F(People, AWrongDigestIsNotRepeatedInTheMessage) {
    const auto text = to_string(errors("people:\n  - {id: a, name: b, roles: staff, token_sha256: my-secret-token}\n"));
    EXPECT_THAT(text, testing::HasSubstr("token_sha256"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("my-secret-token")));
}

TEST_F(People, AMissingFileIsReported) {
    const auto loaded = load_people(folder_.path() / "nobody.yaml", {kRoles, {}});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().front().message, "the file is missing");
}

}  // namespace
}  // namespace hotline
