// Parts of other task forces (协办, DESIGN §3): asked for by the holder, each with a deadline of its own. The ticket
// cannot be resolved before its parts.
#pragma once

#include <optional>
#include <string>

#include "domain/change.hpp"

namespace hotline {

struct AssistRequest {
    TaskForceId task_force;
    std::string asked;           ///< what is wanted of it
    std::optional<Instant> due;  ///< the policy's, if not given
};

/// The answer of whoever owes the part, or the word of whoever asked that it is no longer needed.
struct PartRequest {
    int part = 0;
    std::string account;
};

/// kInvalidField: its own task force, a due instant that does not lie ahead; kTaskForceNotFound, kAvoidance,
/// kNotInPolicy.
[[nodiscard]] Result<Change> assist(const Ticket& ticket, const AssistRequest& request, const Act& act);

/// Meets the part's clock. kInvalidField: no such part is open; kForbidden: it is another task force's.
[[nodiscard]] Result<Change> contribute(const Ticket& ticket, const PartRequest& request, const Act& act);

/// Ends the part's clock. kInvalidField: no such part is open.
[[nodiscard]] Result<Change> recall_part(const Ticket& ticket, const PartRequest& request, const Act& act);

/// Ends every part that is still owed: the ticket ends.
void recall_parts(Ticket& ticket, const Act& act);

/// kPartsOpen, context "parts": their numbers.
[[nodiscard]] Result<void> parts_are_done(const Ticket& ticket);

}  // namespace hotline
