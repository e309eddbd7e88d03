// The synthetic call (FEATURES 60): somebody who opens a ticket each minute, works on it and calls back, so that a
// stage that stands still is known before a caller meets it. Its tickets are no figures: whoever counts leaves them
// out.
#pragma once

#include <string_view>

#include "domain/person.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// No city's configuration has a channel or a task force of these names: by a channel nobody else can use, its tickets
/// go to a task force that no list shows.
inline constexpr std::string_view kCanaryChannel = "canary";
inline constexpr std::string_view kCanaryTaskForce = "CANARY";

[[nodiscard]] inline bool is_canary(const Ticket& ticket) { return ticket.channel == kCanaryChannel; }
[[nodiscard]] inline bool is_canary(const TaskForceId& task_force) { return task_force.value == kCanaryTaskForce; }

/// Takes the call and calls back.
[[nodiscard]] inline Person canary_operator() { return {PersonId("canary"), "", {Role::kSystem, Role::kOperator}, {}}; }
/// Claims and resolves: whoever handles a ticket may not call back.
[[nodiscard]] inline Person canary_staff() {
    return {PersonId("canary.staff"), "", {Role::kSystem, Role::kStaff}, {TaskForceId(std::string(kCanaryTaskForce))}};
}

/// The service itself or its canary: nobody else may have the id.
[[nodiscard]] inline bool is_reserved(const PersonId& person) {
    return is_system(person) || person == canary_operator().id || person == canary_staff().id;
}

}  // namespace hotline
