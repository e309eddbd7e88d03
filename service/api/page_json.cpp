#include "api/page_json.hpp"

#include <nlohmann/json.hpp>

#include "api/cursor.hpp"

namespace hotline::api {

Json page_json(const TicketPage& page, const View& view) {
    Json tickets = Json::array();
    for (const Ticket& ticket : page.tickets) tickets.push_back(summary_json(ticket, view));
    return {{"tickets", std::move(tickets)}, {"next_cursor", page.next ? Json(write_cursor(*page.next)) : Json(nullptr)}};
}

}  // namespace hotline::api
