// People and what they are allowed to be: roles are checked against the lifecycle table, never in a handler.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace hotline {

enum class Role : unsigned char {
    kOperator,
    kDispatcher,
    kStaff,
    kLead,
    kManager,
    kAuditor,
    kAdmin,
    kIntegration,
    kInspector,  ///< supervises (督办): orders, and sees what came of it
    kSystem,     ///< the service itself, when time has come for something; no person has it
};

inline constexpr std::array<std::pair<Role, std::string_view>, 10> kRoleNames{{{Role::kOperator, "operator"},
                                                                               {Role::kDispatcher, "dispatcher"},
                                                                               {Role::kStaff, "staff"},
                                                                               {Role::kLead, "lead"},
                                                                               {Role::kManager, "manager"},
                                                                               {Role::kAuditor, "auditor"},
                                                                               {Role::kAdmin, "admin"},
                                                                               {Role::kIntegration, "integration"},
                                                                               {Role::kInspector, "inspector"},
                                                                               {Role::kSystem, "system"}}};

[[nodiscard]] constexpr std::string_view to_string(Role role) {
    return kRoleNames[static_cast<std::size_t>(role)].second;
}

[[nodiscard]] constexpr std::optional<Role> parse_role(std::string_view name) {
    for (const auto& [role, role_name] : kRoleNames) {
        if (role_name == name) return role;
    }
    return std::nullopt;
}

/// What an API token may be used for, of all that its owner may do. Empty lists limit nothing.
struct Scope {
    std::vector<std::string> actions = {};  ///< names of actions of the lifecycle
    std::vector<TaskForceId> task_forces = {};

    [[nodiscard]] bool limits() const { return !actions.empty() || !task_forces.empty(); }
    [[nodiscard]] bool covers_action(std::string_view action) const {
        return actions.empty() || std::ranges::find(actions, action) != actions.end();
    }
    [[nodiscard]] bool covers(const TaskForceId& task_force) const {
        return task_forces.empty() || std::ranges::find(task_forces, task_force) != task_forces.end();
    }
    bool operator==(const Scope&) const = default;
};

/// Somebody who may use the service. Staff and leads belong to task forces; the other roles see the whole hotline.
struct Person {
    PersonId id;
    std::string name;
    std::vector<Role> roles;
    std::vector<TaskForceId> task_forces;
    Scope scope = {};        ///< of the token this person came with; limits nothing otherwise
    std::string trace = {};  ///< the trace (W3C) of the request by which this person acts; empty: none

    [[nodiscard]] bool is(Role role) const { return std::ranges::find(roles, role) != roles.end(); }
    [[nodiscard]] bool belongs_to(const TaskForceId& task_force) const {
        return !task_force.empty() && std::ranges::find(task_forces, task_force) != task_forces.end();
    }
    bool operator==(const Person&) const = default;
    /// Looks after people, tokens and the configuration: never with a token that was made for less.
    [[nodiscard]] bool administers() const { return is(Role::kAdmin) && !scope.limits(); }
};

/// Letters, digits, '_', '-', '.', at most 64: an id stands in addresses and logs.
[[nodiscard]] constexpr bool is_person_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
               c == '.';
    });
}

/// Who acts when nobody does: its id is its role's name, and no person may have it.
[[nodiscard]] inline Person the_system() {
    return {PersonId(std::string(to_string(Role::kSystem))), "", {Role::kSystem}, {}};
}
[[nodiscard]] inline bool is_system(const PersonId& person) { return person.value == to_string(Role::kSystem); }

}  // namespace hotline
