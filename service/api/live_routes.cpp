// The live feed: server-sent events.
#include <algorithm>

#include "api/handlers.hpp"
#include "api/routes.hpp"
#include "http/event_stream.hpp"
#include "live/viewers.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;
using live::Interest;

constexpr std::size_t kLongestId = 512;

/// Without the parameters of media ranges: nobody weighs what there is only one of.
bool takes_events(const HttpRequest& request) {
    std::string_view rest = request.header("Accept");
    if (rest.empty()) return true;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        auto range = rest.substr(0, std::min(end, rest.find(';')));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (range.starts_with(' ')) range.remove_prefix(1);
        while (range.ends_with(' ')) range.remove_suffix(1);
        for (const std::string_view taken : {"text/event-stream", "text/*", "*/*"}) {
            if (http::equal_ignoring_case(range, taken)) return true;
        }
    }
    return false;
}

Result<Interest> interest_of(const HttpRequest& request) {
    if (const auto known = only_parameters(request, {"ticket", "queue", "task_force", "board"}); !known) {
        return std::unexpected(known.error());
    }
    if (request.query_params.size() > 1) {
        return fail(ErrorCode::kInvalidField, "cannot be combined with another choice", request.query_params[1].first);
    }
    if (const auto number = request.query("ticket")) {
        const auto ticket = TicketNumber::parse(*number);
        if (!ticket) return std::unexpected(Error{ticket.error().code, ticket.error().detail, "ticket", {}});
        return Interest{Interest::kTicket, {}, *ticket};
    }
    if (const auto queue = request.query("queue")) {
        if (*queue != "mine") return fail(ErrorCode::kInvalidField, "must be mine", "queue");
        return Interest{Interest::kMine, {}, {}};
    }
    if (const auto task_force = request.query("task_force")) {
        return Interest{Interest::kTaskForce, TaskForceId(std::string(*task_force)), {}};
    }
    if (const auto board = request.query("board")) {
        if (*board != "true") return fail(ErrorCode::kInvalidField, "must be true", "board");
        return Interest{Interest::kBoard, {}, {}};
    }
    return Interest{};
}

Awaitable<Result<void>> admit(Services& services, const HttpRequest& request, const Person& person, Interest interest) {
    if (interest.kind == Interest::kTicket) {
        const auto ticket = co_await services.reading.ticket(person, interest.ticket);
        if (!ticket) co_return std::unexpected(ticket.error());
        co_return co_await services.disclosure.note_read(person, interest.ticket, origin_of(request));
    }
    std::optional<TaskForceId> task_force;
    if (interest.kind == Interest::kTaskForce) task_force = interest.task_force;
    if (const auto may = services.reading.may_list_queue(person, task_force); !may) {
        co_return std::unexpected(may.error());
    }
    if (may_follow(interest, person)) co_return Result<void>{};
    co_return fail(ErrorCode::kForbidden, "the board is for those who see all tickets", "board");
}

Awaitable<HttpReply> follow_events(Services& services, const HttpRequest& request, const Visitor& visitor) {
    const auto interest = interest_of(request);
    if (!interest) co_return problem(interest.error(), request);
    if (!takes_events(request)) {
        const Error error{ErrorCode::kNotAcceptable, "what there is here is text/event-stream", "Accept", {}};
        co_return problem(error, request);
    }
    const Person& person = *visitor.person;
    if (const auto may = co_await admit(services, request, person, *interest); !may) {
        co_return problem(may.error(), request);
    }
    // What GET would begin, without its events.
    if (request.method == "HEAD") {
        co_return http::event_stream(
            std::make_shared<http::EventStream>(std::size_t{0}, http::EventStream::Farewells{}));
    }
    std::optional<std::string> last_event_id;
    if (const auto given = request.header("Last-Event-ID"); !given.empty()) {
        last_event_id.emplace(given.substr(0, kLongestId));
    }
    live::Visit visit{person, std::string(visitor.token), visitor.session};
    auto stream = co_await services.viewers.open(std::move(visit), *interest, std::move(last_event_id));
    if (!stream) co_return problem(stream.error(), request);
    co_return http::event_stream(*std::move(stream));
}

}  // namespace

void add_live_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/events", follow_events);
}

}  // namespace hotline::api
