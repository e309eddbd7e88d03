// Who may log in how, and for how long (config/service.yaml, `login`).
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/person.hpp"

namespace hotline {

/// What belonging to a group of the provider makes of somebody.
struct GroupGrant {
    std::vector<Role> roles;
    std::vector<TaskForceId> task_forces = {};
};

/// Where people of another house log in (OpenID Connect), and who they are here.
struct LoginProvider {
    std::string issuer;
    std::string client_id;
    std::string public_url;  ///< of this service, as browsers know it; without a slash at the end
    std::vector<std::string> scopes;
    std::string person_claim, name_claim, groups_claim;
    std::map<std::string, GroupGrant, std::less<>> groups;

    /// All that the groups grant together, in the order of roles; without roles: nothing.
    [[nodiscard]] GroupGrant grant_of(const std::vector<std::string>& member_of) const;
};

struct LoginRules {
    std::chrono::minutes idle{60};      ///< a session ends so long after its last use
    std::chrono::minutes longest{720};  ///< and so long after the log-in
    bool passwords_for_everyone = true;
    std::vector<PersonId> break_glass = {};  ///< always log in with a password, never by the provider; it is an alarm
    std::optional<LoginProvider> provider = {};

    [[nodiscard]] bool is_break_glass(const PersonId& person) const {
        return std::ranges::find(break_glass, person) != break_glass.end();
    }
    [[nodiscard]] bool may_use_password(const PersonId& person) const {
        return passwords_for_everyone || is_break_glass(person);
    }
};

}  // namespace hotline
