// Where a ticket is listed: what its document says, whatever the sorted sets say.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "domain/ticket.hpp"
#include "store/keys.hpp"

namespace hotline {

/// Its score in every sorted set but the timers.
[[nodiscard]] inline long long score_of(const Ticket& ticket) { return ticket.opened_at.time_since_epoch().count(); }

[[nodiscard]] inline std::string queue_of(const Ticket& ticket) {
    return keys::queue(ticket.number.partition(), ticket.task_force, ticket.state, ticket.matter.urgency);
}

/// Its queue first, then, each once, its holder's list while somebody works on it, those of task forces that owe a
/// part, and those of supervisors whose orders stand. None for a ticket that does not exist.
[[nodiscard]] inline std::vector<std::string> sets_of(const Ticket& ticket) {
    if (ticket.revision == 0) return {};
    std::vector<std::string> sets{queue_of(ticket)};
    const int partition = ticket.number.partition();
    const auto add = [&](std::string name) {
        if (std::ranges::find(sets, name) == sets.end()) sets.push_back(std::move(name));
    };
    if (!ticket.holder.empty()) add(keys::assigned(partition, ticket.holder));
    for (const Part& part : ticket.parts) {
        if (!part.ended_at) add(keys::assisted(partition, part.task_force));
    }
    for (const SupervisionOrder& order : ticket.orders) {
        if (!order.closed_at) add(keys::supervised(partition, order.by));
    }
    return sets;
}

}  // namespace hotline
