// A message of the outbox in words: what its texts have places for, in its reader's language. Nothing in it says who
// called or what a person wrote: whoever wants to know that opens the link.
#pragma once

#include <string>

#include "domain/delivery.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"
#include "notify/message.hpp"

namespace hotline {

struct WrittenNotice {
    std::string subject, body;
};

/// `ticket`: as it is now. `link`: where its reader gets on; empty: to the ticket's page.
[[nodiscard]] WrittenNotice write_notice(const Delivery& delivery, const Ticket& ticket, const Rulebook& rules,
                                         const std::string& link);

/// Of kEvent: the event as other systems take it (proto/webhook.schema.json).
[[nodiscard]] std::string write_event(const Delivery& delivery, const TicketEvent& event, const Rulebook& rules);

}  // namespace hotline
