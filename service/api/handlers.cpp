#include "api/handlers.hpp"

#include <algorithm>
#include <charconv>

#include "api/cursor.hpp"
#include "api/identity.hpp"
#include "http/fields.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;

constexpr std::size_t kMostPerPage = 200;

template <class Number>
std::optional<Number> to_integer(std::string_view text) {
    Number value{};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

Error asking_too_often(std::chrono::seconds wait) {
    return {ErrorCode::kTooManyRequests,
            "wait a little, then go on more slowly; everything asked so far was done",
            "",
            {{"retry_after", std::to_string(wait.count())}}};
}

}  // namespace

http::Handler authenticated(Services& services, VisitorHandler handler) {
    return [&services, handler = std::move(handler)](const HttpRequest& request) -> Awaitable<HttpReply> {
        const std::string_view authorization = request.header("Authorization");
        const auto visitor =
            authorization.empty() ? co_await session_owner(services, request) : bearer_of(services, authorization);
        if (!visitor) co_return http::problem(visitor.error(), request);
        const Person& person = *visitor->person;
        if (const auto wait = services.request_rate.wait(person.id.value, std::chrono::steady_clock::now())) {
            services.metrics.http_request_limited();
            co_return http::problem(asking_too_often(*wait), request);
        }
        if (!visitor->token.empty()) co_await services.token_use.saw(std::string(visitor->token), services.desk.now());
        const bool may_hold = person.is(Role::kStaff) || person.is(Role::kLead);
        if (may_hold) co_await services.presence.saw(person.id.value, services.desk.now());
        if (request.traceparent.empty()) co_return co_await handler(request, *visitor);
        Person traced = person;
        traced.trace = request.trace_id();
        co_return co_await handler(request, {visitor->roster, &traced, visitor->token, visitor->session});
    };
}

void add_route(http::Router& router, Services& services, std::string method, std::string_view pattern,
               ServiceHandler function) {
    router.add(std::move(method), pattern,
               authenticated(services, [&services, function](const HttpRequest& request, const Visitor& visitor) {
                   return function(services, request, *visitor.person);
               }));
}

void add_route(http::Router& router, Services& services, std::string method, std::string_view pattern,
               VisitorFunction function) {
    router.add(std::move(method), pattern,
               authenticated(services, [&services, function](const HttpRequest& request, const Visitor& visitor) {
                   return function(services, request, visitor);
               }));
}

HttpReply ticket_reply(const Ticket& ticket, const Desk& desk, const Person& person) {
    const auto rules = desk.rules();
    auto reply = http::ok(ticket_json(ticket, {*rules, person, desk.now()})).etag(ticket.revision);
    reply.ticket = ticket.number.text();
    reply.revision = ticket.revision;
    return reply;
}

Origin origin_of(const HttpRequest& request) { return {request.peer, request.request_id}; }

Result<std::optional<Revision>> if_match(const HttpRequest& request) {
    std::string_view tag = request.header("If-Match");
    if (tag.empty() || tag == "*") return std::nullopt;
    if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
        const auto revision = to_integer<Revision>(tag.substr(1, tag.size() - 2));
        if (revision) return revision;
    }
    return fail(ErrorCode::kInvalidField, "must be an ETag, as in \"3\"", "If-Match");
}

Result<TicketRef> ticket_ref(const HttpRequest& request) {
    const auto number = TicketNumber::parse(request.path_param("number"));
    if (!number) return std::unexpected(number.error());
    const auto revision = if_match(request);
    if (!revision) return std::unexpected(revision.error());
    return TicketRef{*number, *revision};
}

Result<PageRequest> page_request(const HttpRequest& request) {
    PageRequest page;
    if (const auto limit = request.query("limit")) {
        const auto value = to_integer<std::size_t>(*limit);
        if (!value || *value < 1 || *value > kMostPerPage) {
            return fail(ErrorCode::kInvalidField, "must be a number from 1 to 200", "limit");
        }
        page.limit = *value;
    }
    if (const auto cursor = request.query("cursor")) {
        auto after = read_cursor(*cursor);
        if (!after) return std::unexpected(after.error());
        page.after = *after;
    }
    return page;
}

Result<void> no_body(const HttpRequest& request) {
    const auto json = http::parse_json_object(request.body, http::EmptyBody::kIsEmptyObject);
    if (!json) return std::unexpected(json.error());
    return http::Fields(*json).finish();
}

Result<void> only_parameters(const HttpRequest& request, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : request.query_params) {
        if (std::ranges::find(known, name) == known.end()) {
            return fail(ErrorCode::kUnknownField, "there is no such parameter", name);
        }
    }
    return {};
}

}  // namespace hotline::api
