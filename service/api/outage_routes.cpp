// Outages: declared, ended, and on record.
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"

namespace hotline::api {
namespace {

using OutageJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

struct Declaration {
    std::chrono::minutes longest{};
    std::string reason;
};

Awaitable<HttpReply> read_outages(Services& services, const HttpRequest& request, const Person& /*person*/) {
    const auto configuration = services.installation.configuration;
    const auto& zone = *configuration->rulebook.service.zone;
    const auto history = co_await services.outages.history();
    if (!history) co_return problem(history.error(), request);
    OutageJson entries = OutageJson::array();
    for (const OutageEntry& entry : *history) {
        entries.push_back({{"declared", entry.declared},
                           {"by", entry.by.value},
                           {"at", to_rfc3339(entry.at, zone)},
                           {"until", entry.declared ? OutageJson(to_rfc3339(entry.until, zone)) : OutageJson(nullptr)},
                           {"reason", entry.reason}});
    }
    const bool holds = !history->empty() && history->front().holds_at(services.outages.now());
    co_return http::ok(OutageJson{{"declared", holds}, {"history", std::move(entries)}}.dump());
}

Awaitable<HttpReply> declare_outage(Services& services, const HttpRequest& request, const Person& person) {
    auto asked =
        read<Declaration>(request.body, http::EmptyBody::kRefused, [](http::Fields& fields, Declaration& made) {
            constexpr long long kMost = std::chrono::minutes(Outages::kLongest).count();
            made.longest = std::chrono::minutes(fields.required_int("minutes", {.min = 1, .max = kMost}));
            made.reason = fields.required_string("reason", {.max_characters = 200, .several_lines = false});
        });
    if (!asked) co_return problem(asked.error(), request);
    const auto declared = co_await services.outages.declare(person, asked->longest, asked->reason);
    if (!declared) co_return problem(declared.error(), request);
    services.log.warning("outage_declared", {{"by", person.id.value}, {"minutes", asked->longest.count()}});
    co_return co_await read_outages(services, request, person);
}

Awaitable<HttpReply> end_outage(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    const auto ended = co_await services.outages.end(person);
    if (!ended) co_return problem(ended.error(), request);
    services.log.info("outage_ended", {{"by", person.id.value}});
    co_return co_await read_outages(services, request, person);
}

}  // namespace

void add_outage_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/outage", read_outages);
    add_route(router, services, "POST", "/api/v1/outage", declare_outage);
    add_route(router, services, "DELETE", "/api/v1/outage", end_outage);
}

}  // namespace hotline::api
