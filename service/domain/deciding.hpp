// What one person asks for and another decides (DESIGN §3): to put the due instant off (延期), to let a ticket wait
// where the policy wants approval, and the final answer (最终答复) that a lead signs and a manager approves.
#pragma once

#include <string>

#include "domain/change.hpp"

namespace hotline {

struct ExtendRequest {
    Instant until{};  ///< the due instant that is asked for
    std::string reason;
};

struct DecideRequest {
    bool approved = false;
    std::string remark;  ///< needed when it is refused
};

/// kNotInPolicy; kTooLate: the ticket is due already; kInvalidField: not after the due instant; kRequestPending.
[[nodiscard]] Result<Change> ask_extension(const Ticket& ticket, const ExtendRequest& request, const Act& act);

/// kRequestPending.
[[nodiscard]] Result<Change> sign_final_answer(const Ticket& ticket, const std::string& reason, const Act& act);

/// kNothingPending; kDecidedByAsker; kForbidden: beyond the policy, and every final answer, a manager decides;
/// kInvalidField: the end of waiting that was asked for has passed.
[[nodiscard]] Result<Change> decide(const Ticket& ticket, const DecideRequest& request, const Act& act);

/// Puts `request` before whoever decides. kRequestPending.
[[nodiscard]] Result<void> put_request(Ticket& ticket, PendingRequest request);

}  // namespace hotline
