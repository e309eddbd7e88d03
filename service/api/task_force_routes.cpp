// Task forces, their queues, claim-next.
#include <map>
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/routes.hpp"

namespace hotline::api {
namespace {

using Json = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

Json task_force_json(const TaskForce& task_force, const std::vector<QueueDepth>& depths) {
    std::map<State, long long> tickets{
        {State::kQueued, 0}, {State::kInProgress, 0}, {State::kWaiting, 0}, {State::kResolved, 0}};
    for (const QueueDepth& depth : depths) {
        if (depth.task_force == task_force.id) tickets[depth.state] += depth.tickets;
    }
    return {{"id", task_force.id.value},
            {"name_zh", task_force.name.zh},
            {"name_en", task_force.name.en},
            {"queued", tickets[State::kQueued]},
            {"in_progress", tickets[State::kInProgress]},
            {"waiting", tickets[State::kWaiting]},
            {"resolved", tickets[State::kResolved]}};
}

Awaitable<HttpReply> list_task_forces(Services& services, const HttpRequest& request, const Person& /*person*/) {
    const auto rules = services.desk.rules();
    std::vector<TaskForceId> ids;
    for (const TaskForce& task_force : rules->catalogue->task_forces.all()) ids.push_back(task_force.id);
    const auto depths = co_await services.reading.depths(std::move(ids));
    if (!depths) co_return problem(depths.error(), request);
    Json array = Json::array();
    for (const TaskForce& task_force : rules->catalogue->task_forces.all()) {
        array.push_back(task_force_json(task_force, *depths));
    }
    co_return http::ok(Json{{"task_forces", std::move(array)}}.dump());
}

Awaitable<HttpReply> read_task_force(Services& services, const HttpRequest& request, const Person& /*person*/) {
    const auto rules = services.desk.rules();
    const TaskForce* const task_force = rules->catalogue->task_forces.find(request.path_param("id"));
    if (task_force == nullptr) {
        co_return problem(Error{ErrorCode::kTaskForceNotFound, "there is no such task force", "id", {}}, request);
    }
    const auto depths = co_await services.reading.depths({task_force->id});
    if (!depths) co_return problem(depths.error(), request);
    co_return http::ok(task_force_json(*task_force, *depths).dump());
}

Awaitable<HttpReply> read_queue(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {"limit", "cursor"}); !known) {
        co_return problem(known.error(), request);
    }
    const auto page = page_request(request);
    if (!page) co_return problem(page.error(), request);
    const TaskForceId task_force{std::string(request.path_param("id"))};
    const auto tickets = co_await services.reading.list(
        person, ListQuery{State::kQueued, task_force, std::nullopt, page->after, page->limit});
    if (!tickets) co_return problem(tickets.error(), request);
    const auto rules = services.desk.rules();
    co_return http::ok(page_json(*tickets, {*rules, person, services.desk.now()}));
}

Awaitable<HttpReply> claim_next(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    const TaskForceId task_force{std::string(request.path_param("id"))};
    const auto ticket = co_await services.desk.claim_next(person, task_force);
    if (!ticket) co_return problem(ticket.error(), request);
    co_return ticket_reply(*ticket, services.desk, person);
}

}  // namespace

void add_task_force_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/task-forces", list_task_forces);
    add_route(router, services, "GET", "/api/v1/task-forces/{id}", read_task_force);
    add_route(router, services, "GET", "/api/v1/task-forces/{id}/queue", read_queue);
    add_route(router, services, "POST", "/api/v1/task-forces/{id}/claim-next", claim_next);
}

}  // namespace hotline::api
