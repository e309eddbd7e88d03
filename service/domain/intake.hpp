// A call becomes a ticket: routed at once, its clocks running from the call on (DESIGN §3–5).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/answering.hpp"
#include "domain/change.hpp"

namespace hotline {

struct NewTicket {
    std::string channel;
    Caller caller;
    Matter matter;
    std::string request_fingerprint;
    std::optional<Instant> received_at;   ///< when an imported complaint was made; only an integration says so
    std::optional<AnswerRequest> answer;  ///< solved on the call: closed, never queued
};

/// Where a ticket would go, and why; what the operator reads out before anything is saved.
struct RoutingPreview {
    RoutingDecision decision;
    std::vector<RuleExplanation> explanation;
    std::optional<DueInstant> ack_by;
    std::optional<DueInstant> resolve_by;
    std::vector<std::string> missing_facts;
};

/// The draft of a ticket; the store gives it its number. kInvalidField, kMissingFact.
[[nodiscard]] Result<Change> open_ticket(NewTicket request, const Act& act);

[[nodiscard]] Result<RoutingPreview> preview(NewTicket request, const Act& act);

}  // namespace hotline
