// What a decision produces, and what it is taken with. Decisions are pure: a ticket and a request in, a change or an
// error out; permission and state have been checked against the lifecycle table before.
#pragma once

#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// A ticket as it is to be, and the log entry that says why.
struct Change {
    Ticket after;
    TicketEvent event;
};

/// Who acts, when, and under which rules.
struct Act {
    const Rulebook& rules;
    const Person& person;
    Instant now;
};

/// Begins a change: the ticket as it is, with the event of `action` by the acting person.
[[nodiscard]] Change begin_change(const Ticket& ticket, Action action, const Act& act);

/// Ends it: the event learns the new state and which fields changed (no texts, nothing personal: the log is read by
/// many).
[[nodiscard]] Change finish_change(const Ticket& before, Change change);

}  // namespace hotline
