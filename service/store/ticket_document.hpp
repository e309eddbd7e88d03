// How a ticket and its events are written in Redis. Memory is counted in bytes per open ticket (DESIGN §12), so names
// are short, what has its usual value is left out, and instants are milliseconds after the ticket was opened.
#pragma once

#include <string>
#include <string_view>

#include "base/keyring.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// Number and revision are not part of the document: the key and the list's first element hold them. Who called is
/// sealed, so that it can be read only with the key, and only in this ticket.
[[nodiscard]] std::string encode_ticket(const Ticket& ticket, const Keyring& keys);

/// kInternal: the document is not one that encode_ticket wrote, or its key is not among these.
[[nodiscard]] Result<Ticket> decode_ticket(std::string_view document, const TicketNumber& number, Revision revision,
                                           const Keyring& keys);

[[nodiscard]] std::string encode_event(const TicketEvent& event);
[[nodiscard]] Result<TicketEvent> decode_event(std::string_view event);

}  // namespace hotline
