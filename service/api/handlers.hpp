// What every handler shares: who asks, and how a result becomes a reply.
#pragma once

#include <functional>
#include <optional>

#include "api/identity.hpp"
#include "api/installation.hpp"
#include "api/routes.hpp"
#include "api/ticket_json.hpp"
#include "desk/desk.hpp"
#include "desk/disclosure.hpp"
#include "http/message.hpp"
#include "http/problem.hpp"

namespace hotline::api {

using VisitorHandler = std::function<Awaitable<http::HttpReply>(const http::HttpRequest&, const Visitor&)>;

/// Finds out who asks; 401 for nobody. Whoever may hold tickets is there from then on.
[[nodiscard]] http::Handler authenticated(Services& services, VisitorHandler handler);

/// Adds `function(services, request, person)` as an authenticated route.
using ServiceHandler = Awaitable<http::HttpReply> (*)(Services&, const http::HttpRequest&, const Person&);
void add_route(http::Router& router, Services& services, std::string method, std::string_view pattern,
               ServiceHandler function);
/// The same for what depends on the session.
using VisitorFunction = Awaitable<http::HttpReply> (*)(Services&, const http::HttpRequest&, const Visitor&);
void add_route(http::Router& router, Services& services, std::string method, std::string_view pattern,
               VisitorFunction function);

/// The ticket in full, with its revision as ETag.
[[nodiscard]] http::HttpReply ticket_reply(const Ticket& ticket, const Desk& desk, const Person& person);

/// Where it came from, for the record.
[[nodiscard]] Origin origin_of(const http::HttpRequest& request);

/// Of what the requester has read, as an ETag; nothing when it does not matter. kInvalidField.
[[nodiscard]] Result<std::optional<Revision>> if_match(const http::HttpRequest& request);

/// {number} of the path, and If-Match. kBadTicketNumber, kWrongCheckDigit, kInvalidField (If-Match).
[[nodiscard]] Result<TicketRef> ticket_ref(const http::HttpRequest& request);

/// ?limit= and ?cursor= of a list. kInvalidField, kBadCursor.
struct PageRequest {
    std::size_t limit = 50;
    std::optional<QueuePosition> after;
};
[[nodiscard]] Result<PageRequest> page_request(const http::HttpRequest& request);

/// For requests that say nothing: no body, or {}.
[[nodiscard]] Result<void> no_body(const http::HttpRequest& request);

/// kInvalidField when the query has a parameter that is not among `known`.
[[nodiscard]] Result<void> only_parameters(const http::HttpRequest& request,
                                           std::initializer_list<std::string_view> known);

}  // namespace hotline::api
