// The section `login` of service.yaml: what it says, and what it must not say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "configuration_folder.hpp"

namespace hotline {
namespace {

using test::ConfigurationFolder;

constexpr const char* kShipped = "  session: {idle_minutes: 60, longest_minutes: 720}\n  passwords: everyone\n";
const std::string kWithProvider = R"(  session: {idle_minutes: 5, longest_minutes: 90}
  passwords: break_glass
  break_glass: [admin]
  oidc:
    issuer: https://login.example.org/realms/city
    client_id: hotline
    public_url: https://hotline.example.org
    roles:
      /hotline/operators: {roles: [operator, dispatcher]}
      transport: {roles: [staff], task_forces: [TRA, COM]}
)";

class LoginSettings : public testing::Test {
protected:
    LoginSettings() { first_line_ = folder_.replace("service.yaml", kShipped, kWithProvider); }

    ConfigurationFolder folder_;
    int first_line_ = 0;
};

TEST(ShippedLogin, LetsEverybodyUseAPasswordAndKnowsNoProvider) {
    const auto loaded = load_configuration(test::shipped_configuration());
    ASSERT_TRUE(loaded.has_value());
    EXPECT_EQ(loaded->login.idle, std::chrono::minutes(60));
    EXPECT_EQ(loaded->login.longest, std::chrono::hours(12));
    EXPECT_TRUE(loaded->login.may_use_password(PersonId("op1")));
    EXPECT_FALSE(loaded->login.provider.has_value());
}

TEST(ShippedLogin, MayBeLeftOut) {
    const ConfigurationFolder folder;
    folder.replace("service.yaml", std::string("login:\n") + kShipped, "");
    EXPECT_THAT(folder.errors(), testing::IsEmpty());
}

TEST_F(LoginSettings, AreRead) {
    const auto loaded = load_configuration(folder_.path());
    ASSERT_TRUE(loaded.has_value()) << to_string(loaded.error());
    const LoginRules& rules = loaded->login;
    EXPECT_EQ(rules.idle, std::chrono::minutes(5));
    EXPECT_EQ(rules.longest, std::chrono::minutes(90));
    EXPECT_TRUE(rules.may_use_password(PersonId("admin")));
    EXPECT_FALSE(rules.may_use_password(PersonId("op1")));
    ASSERT_TRUE(rules.provider.has_value());
    const LoginProvider provider = rules.provider.value_or(LoginProvider());
    EXPECT_EQ(provider.issuer, "https://login.example.org/realms/city");
    EXPECT_EQ(provider.person_claim, "preferred_username");
    EXPECT_EQ(provider.name_claim, "name");
    EXPECT_EQ(provider.groups_claim, "groups");
    EXPECT_THAT(provider.scopes, testing::IsEmpty());
    const auto named = std::ranges::find(loaded->people_named, PersonId("admin"), &PersonNamed::id);
    ASSERT_NE(named, loaded->people_named.end());
    EXPECT_EQ(named->line, first_line_ + 2);
}

TEST_F(LoginSettings, GroupsGrantTogether) {
    const auto provider = load_configuration(folder_.path())->login.provider.value_or(LoginProvider());
    const auto grant = provider.grant_of({"transport", "cooks", "/hotline/operators", "transport"});
    EXPECT_THAT(grant.roles, testing::ElementsAre(Role::kOperator, Role::kDispatcher, Role::kStaff));
    EXPECT_THAT(grant.task_forces, testing::ElementsAre(TaskForceId("COM"), TaskForceId("TRA")));
    EXPECT_THAT(provider.grant_of({"cooks", "Transport", ""}).roles, testing::IsEmpty());
}

TEST(ShippedLogin, LeavesAWayInForThoseWhoMayUseNoPassword) {
    const ConfigurationFolder folder;
    const auto line =
        folder.replace("service.yaml", "  passwords: everyone\n", "  passwords: break_glass\n  break_glass: [admin]\n");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_EQ(errors[0].line, line);
    EXPECT_THAT(errors[0].message, testing::HasSubstr("without 'oidc'"));
}

struct LoginMistake {
    const char* name;
    const char* old_text;
    const char* new_text;
    int line;  ///< below the first of the section
    const char* message;
};

void PrintTo(const LoginMistake& mistake, std::ostream* out) { *out << mistake.name; }

class LoginMistakes : public LoginSettings, public testing::WithParamInterface<LoginMistake> {};

TEST_P(LoginMistakes, AreReportedWithLineAndReason) {
    const auto& mistake = GetParam();
    folder_.replace("service.yaml", mistake.old_text, mistake.new_text);
    const auto errors = folder_.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_EQ(errors[0].file, "service.yaml");
    EXPECT_EQ(errors[0].line, first_line_ + mistake.line) << to_string(errors);
    EXPECT_THAT(errors[0].message, testing::HasSubstr(mistake.message));
}

const LoginMistake kLoginMistakes[] = {
    {"idle_for_longer_than_at_all", "idle_minutes: 5,", "idle_minutes: 91,", 0, "from 91 to 1440"},
    {"session_of_two_days", "longest_minutes: 90", "longest_minutes: 2880", 0, "from 5 to 1440"},
    {"session_without_idle", "idle_minutes: 5, ", "", 0, "lacks the key 'idle_minutes'"},
    {"passwords_for_some", "  passwords: break_glass\n", "  passwords: some\n", 1, "must be everyone or break_glass"},
    {"nobody_breaks_glass", "  break_glass: [admin]\n", "", 1, "names nobody"},
    {"plain_issuer", "issuer: https://login", "issuer: http://login", 4, "must be an https address"},
    {"issuer_with_query", "realms/city", "realms/city?x=1", 4, "must be an https address"},
    {"plain_public_url", "public_url: https://", "public_url: http://", 6, "must be an https address"},
    {"public_url_with_slash", "hotline.example.org\n", "hotline.example.org/\n", 6, "without a slash"},
    {"no_client", "    client_id: hotline\n", "", 4, "lacks the key 'client_id'"},
    {"openid_twice", "    roles:\n", "    scopes: [openid]\n    roles:\n", 7, "no scope beside openid"},
    {"unknown_role", "roles: [staff]", "roles: [stuff]", 9, "unknown role 'stuff'"},
    {"role_of_the_service", "roles: [staff]", "roles: [system]", 9, "unknown role 'system'"},
    {"group_without_role", "{roles: [staff], task_forces", "{task_forces", 9, "at least one role"},
    {"unknown_task_force", "[TRA, COM]", "[TRA, CAM]", 9, "unknown task force 'CAM'"},
    {"misspelt_key", "client_id: hotline", "client_id: hotline\n    client_secret: x", 6,
     "unknown key 'client_secret'"},
};

INSTANTIATE_TEST_SUITE_P(All, LoginMistakes, testing::ValuesIn(kLoginMistakes),
                         [](const auto& mistake) { return mistake.param.name; });

}  // namespace
}  // namespace hotline
