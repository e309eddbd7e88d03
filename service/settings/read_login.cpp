#include "base/web_address.hpp"
#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr int kMostSessionMinutes = 24 * 60;

void read_session(YamlSection& login, LoginRules& rules) {
    auto session = login.section("session");
    if (!session) return;
    rules.idle = std::chrono::minutes(session->integer("idle_minutes", 1, kMostSessionMinutes));
    rules.longest = std::chrono::minutes(session->integer("longest_minutes", rules.idle.count(), kMostSessionMinutes));
    session->done();
}

void read_passwords(YamlSection& login, LoginRules& rules, std::vector<PersonNamed>& named) {
    for (auto& [value, line] : login.list("break_glass")) {
        rules.break_glass.emplace_back(value);
        named.push_back({PersonId(std::move(value)), login.file(), line});
    }
    const auto passwords = login.optional_text("passwords");
    rules.passwords_for_everyone = passwords != "break_glass";
    if (!passwords.empty() && passwords != "everyone" && passwords != "break_glass") {
        login.error("passwords", "'passwords' must be everyone or break_glass, not '" + passwords + "'");
    }
    if (rules.passwords_for_everyone) return;
    if (rules.break_glass.empty()) login.error("passwords", "'break_glass' names nobody: nobody could log in");
    if (!login.has("oidc")) login.error("passwords", "without 'oidc' only those in 'break_glass' could log in");
}

std::string read_address(YamlSection& section, std::string_view key) {
    auto address = section.text(key);
    if (address.empty() || (is_safe_address(address) && !address.contains('?') && !address.contains('#'))) {
        return address;
    }
    section.error(
        key, "'" + std::string(key) + "' must be an https address (http only to this machine), not '" + address + "'");
    return {};
}

std::string claim(YamlSection& section, std::string_view key, std::string_view usual) {
    auto name = section.optional_text(key);
    return name.empty() ? std::string(usual) : name;
}

GroupGrant read_grant(YamlSection& group, const Catalogue& catalogue) {
    GroupGrant grant;
    for (const auto& [name, line] : group.list("roles")) {
        const auto role = parse_role(name);
        if (role && *role != Role::kSystem) {
            grant.roles.push_back(*role);
        } else {
            group.error_at(line, "unknown role '" + name + "'");
        }
    }
    grant.task_forces = read_task_force_list(group, "task_forces", catalogue);
    if (!group.has("roles")) group.error("a group grants at least one role");
    group.reject_empty_lists();
    group.done();
    return grant;
}

LoginProvider read_provider(YamlSection& oidc, const Catalogue& catalogue) {
    LoginProvider provider;
    provider.issuer = read_address(oidc, "issuer");
    provider.client_id = oidc.text("client_id");
    provider.public_url = read_address(oidc, "public_url");
    if (provider.public_url.ends_with('/'))
        oidc.error("public_url", "'public_url' is written without a slash at the end");
    provider.scopes = oidc.texts("scopes");
    for (const std::string& scope : provider.scopes) {
        const bool is_word = scope.find_first_of(" \"\\") == std::string::npos;
        if (!is_word || scope == "openid") oidc.error("scopes", "'" + scope + "' is no scope beside openid");
    }
    provider.person_claim = claim(oidc, "person_claim", "preferred_username");
    provider.name_claim = claim(oidc, "name_claim", "name");
    provider.groups_claim = claim(oidc, "roles_claim", "groups");
    oidc.require("roles");
    if (auto roles = oidc.section("roles")) {
        for (const std::string& name : roles->keys()) {
            if (auto group = roles->section(name)) provider.groups.emplace(name, read_grant(*group, catalogue));
        }
        if (roles->keys().empty()) oidc.error("roles", "'roles' must have at least one entry");
        roles->done();
    }
    oidc.done();
    return provider;
}

}  // namespace

void read_login(YamlSection& file, Configuration& configuration) {
    auto login = file.section("login");
    if (!login) return;
    auto& rules = configuration.login;
    read_session(*login, rules);
    read_passwords(*login, rules, configuration.people_named);
    if (auto oidc = login->section("oidc")) {
        rules.provider = read_provider(*oidc, *configuration.rulebook.catalogue);
    }
    login->done();
}

}  // namespace hotline::settings
