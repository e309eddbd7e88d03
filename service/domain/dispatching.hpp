// Who gets the ticket: dispatch by the desk, return and transfer by task forces (DESIGN §3, DOMAIN §2.1).
#pragma once

#include <string>

#include "domain/change.hpp"

namespace hotline {

struct DispatchRequest {
    TaskForceId task_force;
    std::optional<Urgency> urgency;
    std::string note;
};

struct ReturnRequest {
    std::string reason;   ///< a return reason of the catalogue
    std::string ground;   ///< the task force's argument
    TaskForceId suggest;  ///< whose it is instead; empty: the desk shall say
};

struct TransferRequest {
    TaskForceId task_force;
    std::string reason;
};

/// Errors of all: kInvalidField, kTaskForceNotFound, kAvoidance (the complaint is about that task force).
[[nodiscard]] Result<Change> dispatch(const Ticket& ticket, const DispatchRequest& request, const Act& act);

/// kReturnWindowClosed: who has had it that long is first responsible and keeps it. The first return goes to the
/// suggested task force, or to the desk; from `returns_to_desk` on the desk rules.
[[nodiscard]] Result<Change> return_ticket(const Ticket& ticket, const ReturnRequest& request, const Act& act);

[[nodiscard]] Result<Change> transfer(const Ticket& ticket, const TransferRequest& request, const Act& act);

/// kTaskForceNotFound or kAvoidance, if `task_force` cannot have this matter.
[[nodiscard]] Result<void> can_have(const TaskForceId& task_force, const Matter& matter, const Rulebook& rules,
                                    std::string field);

/// Takes the ticket from the task force that has it: the ledger keeps its time, nobody holds the ticket.
void leave_task_force(Ticket& ticket, Instant now);

}  // namespace hotline
