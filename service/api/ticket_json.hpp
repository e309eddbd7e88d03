// Tickets, events, lists and previews as the JSON of the contract (proto/openapi.yaml).
#pragma once

#include <string>
#include <vector>

#include "desk/reading.hpp"
#include "domain/intake.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline::api {

/// For whom, by which rules and when a ticket is shown.
struct View {
    const Rulebook& rules;
    const Person& person;
    Instant now;
};

/// Everything, but of who called what the person's work needs (domain/privacy).
[[nodiscard]] std::string ticket_json(const Ticket& ticket, const View& view);

/// {"tickets":[…],"next_cursor"}, after `phone` where one was looked up. A list shows no text, no facts, nobody's name
/// or number.
[[nodiscard]] std::string page_json(const TicketPage& page, const View& view, const std::string& phone = {});

[[nodiscard]] std::string history_json(const std::vector<TicketEvent>& events, const Rulebook& rules);

[[nodiscard]] std::string preview_json(const RoutingPreview& preview, const Rulebook& rules);

}  // namespace hotline::api
