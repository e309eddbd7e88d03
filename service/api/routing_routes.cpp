// Where would this ticket go, and why? Asked while the caller is still talking.
#include "api/handlers.hpp"
#include "api/routes.hpp"
#include "api/ticket_requests.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;

Awaitable<HttpReply> preview_routing(Services& services, const HttpRequest& request, const Person& person) {
    auto body = read_new_ticket(request.body, *services.installation.configuration, Purpose::kPreview);
    if (!body) co_return problem(body.error(), request);
    const auto rules = services.desk.rules();
    const auto preview = services.desk.preview_routing(person, *std::move(body));
    if (!preview) co_return problem(preview.error(), request);
    co_return http::ok(preview_json(*preview, *rules));
}

}  // namespace

void add_routing_routes(http::Router& router, Services& services) {
    add_route(router, services, "POST", "/api/v1/routing/preview", preview_routing);
}

}  // namespace hotline::api
