// Lists of tickets as the contract has them.
#pragma once

#include "api/ticket_json.hpp"
#include "desk/reading.hpp"

namespace hotline::api {

/// {"tickets":[summary…],"next_cursor"}
[[nodiscard]] Json page_json(const TicketPage& page, const View& view);

}  // namespace hotline::api
