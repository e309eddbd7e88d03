// Callers by their number. A POST: a phone number never stands in a URL, where logs and proxies would keep it.
#include "api/cursor.hpp"
#include "api/handlers.hpp"
#include "api/routes.hpp"
#include "http/fields.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;

struct LookupRequest {
    Phone phone;
    std::size_t limit = 50;
    std::optional<TicketNumber> after;
};

Result<LookupRequest> read_lookup(std::string_view body, const DialPlan& plan) {
    const auto json = http::parse_json_object(body);
    if (!json) return std::unexpected(json.error());
    http::Fields fields(*json);
    const std::string text = fields.required_string("phone", {.max_characters = 64, .several_lines = false});
    LookupRequest request;
    request.limit = static_cast<std::size_t>(fields.optional_int("limit", {.min = 1, .max = 200}).value_or(50));
    const auto cursor = fields.optional_string("cursor", {.max_characters = 200, .several_lines = false});
    if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
    auto phone = Phone::parse(text, plan);
    if (!phone) {
        phone.error().field = "/phone";
        return std::unexpected(phone.error());
    }
    request.phone = *std::move(phone);
    if (cursor) {
        auto position = read_cursor(*cursor);
        if (!position) {
            position.error().field = "/cursor";
            return std::unexpected(position.error());
        }
        request.after = position->number;
    }
    return request;
}

Awaitable<HttpReply> look_up(Services& services, const HttpRequest& request, const Person& person) {
    const auto rules = services.desk.rules();
    auto lookup = read_lookup(request.body, rules->service.dial_plan);
    if (!lookup) co_return problem(lookup.error(), request);
    const auto noted = co_await services.disclosure.note_lookup(person, origin_of(request));
    if (!noted) co_return problem(noted.error(), request);
    const auto page = co_await services.reading.of_caller(person, lookup->phone, lookup->after, lookup->limit);
    if (!page) co_return problem(page.error(), request);
    co_return http::ok(page_json(*page, {*rules, person, services.desk.now()}, lookup->phone.e164()));
}

}  // namespace

void add_caller_routes(http::Router& router, Services& services) {
    add_route(router, services, "POST", "/api/v1/callers/lookup", look_up);
}

}  // namespace hotline::api
