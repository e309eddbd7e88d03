// Who works on the ticket: claim, release, wait, resume (DESIGN §3).
#pragma once

#include <optional>
#include <string>

#include "domain/change.hpp"

namespace hotline {

struct WaitRequest {
    std::string reason;            ///< a wait reason of the catalogue
    std::optional<Instant> until;  ///< not after the policy's cap; the cap, if not given
    std::string note;
};

/// Meets the ack target.
[[nodiscard]] Change claim(const Ticket& ticket, const Act& act);

/// Back in front of its queue: its place is the instant it was opened, and its clocks go on.
[[nodiscard]] Change release(const Ticket& ticket, const std::string& note, const Act& act);

/// kInvalidField: unknown reason, an end that is past or beyond the cap.
[[nodiscard]] Result<Change> wait(const Ticket& ticket, const WaitRequest& request, const Act& act);

[[nodiscard]] Change resume(const Ticket& ticket, const std::string& note, const Act& act);

}  // namespace hotline
