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

/// Where the policy wants approval it goes on until somebody has decided. kInvalidField: unknown reason, an end that is
/// past or beyond the cap; kRequestPending.
[[nodiscard]] Result<Change> wait(const Ticket& ticket, const WaitRequest& request, const Act& act);

/// The ticket waits from now on.
void begin_waiting(Ticket& ticket, const std::string& reason, Instant until, const Act& act);

/// When a claim lapses unless its holder is seen before: the policy's time after the ticket was last attended to.
/// `holder_seen`: when the holder last used the service. Nothing where the policy has no lease or nobody works on it.
[[nodiscard]] std::optional<Instant> lease_end(const Ticket& ticket, const Rulebook& rules, Instant holder_seen);

/// The claim has lapsed: back in front of its queue, for everybody to see.
[[nodiscard]] Change expire_lease(const Ticket& ticket, const Act& act);

[[nodiscard]] Change resume(const Ticket& ticket, const std::string& note, const Act& act);

}  // namespace hotline
