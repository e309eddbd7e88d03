// Tickets: open, read, history, clocks, lists.
#include <array>

#include "api/clocks_json.hpp"
#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/routes.hpp"
#include "api/ticket_requests.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr std::size_t kLongestKey = 128;

constexpr std::array<std::pair<std::string_view, TicketList::Kind>, 3> kLists{
    {{"assignee", TicketList::kAssigned},
     {"assisting", TicketList::kAssisted},
     {"supervised_by", TicketList::kSupervised}}};

Result<std::string> idempotency_key(const HttpRequest& request) {
    const std::string_view key = request.header("Idempotency-Key");
    if (key.empty()) {
        return fail(ErrorCode::kIdempotencyKeyMissing, "send the call's id, the same each time you retry",
                    "Idempotency-Key");
    }
    const bool visible = key.find_first_not_of(
                             "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
                             "abcdefghijklmnopqrstuvwxyz{|}~") == std::string_view::npos;
    if (key.size() > kLongestKey || !visible) {
        return fail(ErrorCode::kInvalidField, "must be 1 to 128 visible ASCII characters", "Idempotency-Key");
    }
    return std::string(key);
}

Awaitable<HttpReply> open_ticket(Services& services, const HttpRequest& request, const Person& person) {
    auto key = idempotency_key(request);
    if (!key) co_return problem(key.error(), request);
    auto body = read_new_ticket(request.body, *services.installation.configuration, Purpose::kOpen);
    if (!body) co_return problem(body.error(), request);
    const auto opened = co_await services.desk.open(person, *std::move(body), *std::move(key));
    if (!opened) co_return problem(opened.error(), request);
    HttpReply reply = ticket_reply(opened->ticket, services.desk, person);
    if (!opened->created) co_return std::move(reply).with("Idempotency-Replayed", "true");
    reply.status = 201;
    co_return std::move(reply).with("Location", "/api/v1/tickets/" + opened->ticket.number.text());
}

Awaitable<HttpReply> read_ticket(Services& services, const HttpRequest& request, const Person& person) {
    const auto ref = ticket_ref(request);
    if (!ref) co_return problem(ref.error(), request);
    const auto ticket = co_await services.reading.ticket(person, ref->number);
    if (!ticket) co_return problem(ticket.error(), request);
    const auto noted = co_await services.disclosure.note_read(person, ref->number, origin_of(request));
    if (!noted) co_return problem(noted.error(), request);
    co_return ticket_reply(*ticket, services.desk, person);
}

Awaitable<HttpReply> read_history(Services& services, const HttpRequest& request, const Person& person) {
    const auto ref = ticket_ref(request);
    if (!ref) co_return problem(ref.error(), request);
    const auto events = co_await services.reading.history(person, ref->number);
    if (!events) co_return problem(events.error(), request);
    const auto noted = co_await services.disclosure.note_read(person, ref->number, origin_of(request));
    if (!noted) co_return problem(noted.error(), request);
    const auto rules = services.desk.rules();
    co_return http::ok(history_json(*events, *rules));
}

Awaitable<HttpReply> read_clocks(Services& services, const HttpRequest& request, const Person& person) {
    const auto ref = ticket_ref(request);
    if (!ref) co_return problem(ref.error(), request);
    const auto ticket = co_await services.reading.ticket(person, ref->number);
    if (!ticket) co_return problem(ticket.error(), request);
    const auto rules = services.desk.rules();
    co_return http::ok(clocks_json(*ticket, *rules, services.desk.now()));
}

/// Exactly one of state (with or without task_force), task_force alone (what is queued there) and a list.
Result<ListQuery> list_query(const HttpRequest& request, const Person& person) {
    const auto known =
        only_parameters(request, {"state", "task_force", "assignee", "assisting", "supervised_by", "limit", "cursor"});
    if (!known) return std::unexpected(known.error());
    const auto page = page_request(request);
    if (!page) return std::unexpected(page.error());
    ListQuery query{State::kQueued, std::nullopt, std::nullopt, page->after, page->limit};
    const auto state = request.query("state");
    const auto task_force = request.query("task_force");
    for (const auto& [parameter, kind] : kLists) {
        const auto owner = request.query(parameter);
        if (!owner) continue;
        if (state || task_force || query.list) {
            return fail(ErrorCode::kInvalidField, "cannot be combined with another choice", std::string(parameter));
        }
        const bool me = *owner == "me" && kind != TicketList::kAssisted;
        query.list = TicketList{kind, me ? person.id.value : std::string(*owner)};
    }
    if (!state && !task_force && !query.list) {
        return fail(ErrorCode::kMissingField, "say which: state, task_force, assignee, assisting or supervised_by",
                    "state");
    }
    if (state) {
        const auto parsed = parse_state(*state);
        if (!parsed) return fail(ErrorCode::kInvalidField, "there is no such state", "state");
        query.state = *parsed;
    }
    if (task_force) query.task_force = TaskForceId(std::string(*task_force));
    return query;
}

Awaitable<HttpReply> list_tickets(Services& services, const HttpRequest& request, const Person& person) {
    auto query = list_query(request, person);
    if (!query) co_return problem(query.error(), request);
    const auto page = co_await services.reading.list(person, *std::move(query));
    if (!page) co_return problem(page.error(), request);
    const auto rules = services.desk.rules();
    co_return http::ok(page_json(*page, {*rules, person, services.desk.now()}));
}

}  // namespace

void add_ticket_routes(http::Router& router, Services& services) {
    add_route(router, services, "POST", "/api/v1/tickets", open_ticket);
    add_route(router, services, "GET", "/api/v1/tickets", list_tickets);
    add_route(router, services, "GET", "/api/v1/tickets/{number}", read_ticket);
    add_route(router, services, "GET", "/api/v1/tickets/{number}/history", read_history);
    add_route(router, services, "GET", "/api/v1/tickets/{number}/clocks", read_clocks);
}

}  // namespace hotline::api
