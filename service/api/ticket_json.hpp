// Tickets, events and lists as the JSON of the contract (proto/openapi.yaml).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "domain/intake.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline::api {

using Json = nlohmann::ordered_json;

/// For whom, by which rules and when a ticket is shown.
struct View {
    const Rulebook& rules;
    const Person& person;
    Instant now;
};

/// Everything. A confidential caller is hidden from those who know the ticket through their task force only.
[[nodiscard]] Json ticket_json(const Ticket& ticket, const View& view);

/// What a list shows: no text, no facts, nobody's name or number.
[[nodiscard]] Json summary_json(const Ticket& ticket, const View& view);

[[nodiscard]] Json event_json(const TicketEvent& event, const Rulebook& rules);

[[nodiscard]] Json preview_json(const RoutingPreview& preview, const Rulebook& rules);

}  // namespace hotline::api
