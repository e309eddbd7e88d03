// Events as the JSON of the contract: in a ticket's history, and as viewers are told of them.
#pragma once

#include "base/json_writer.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"
#include "live/messages.hpp"

namespace hotline::api {

void write_event(JsonWriter& json, const TicketEvent& event, const date::time_zone& zone);

/// Holds nothing of who called, and nothing that depends on the viewer.
[[nodiscard]] live::EventTexts live_event_json(int partition, long long number, const TicketEvent& event,
                                               const Ticket& ticket, const Rulebook& rules);

}  // namespace hotline::api
