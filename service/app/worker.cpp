#include "app/worker.hpp"

#include "http/problem.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

// Enough that one fsync covers all intakes that wait (link_pool.hpp).
constexpr std::size_t kLinks = 4;

using http::HttpReply;
using http::HttpRequest;

}  // namespace

Worker::Worker(Shared shared, const redis::LinkSettings& redis, http::HttpSettings http, api::Installation installation,
               api::Reload reload, Administration::Refresh refresh, std::size_t thread, live::Hub hub)
    : shared_(shared),
      watch_(shared.backend.metrics, shared.backend.log),
      links_(io_.get_executor(), redis, watch_, kLinks),
      backend_(io_.get_executor(), links_, shared.backend,
               {{[&alarm = shared.alarm](Instant at) { alarm.armed(at); },
                 [&bells = shared.bells](int partition) { bells.ring(partition); }},
                std::move(reload),
                std::move(refresh),
                thread,
                std::move(hub)},
               std::move(installation)) {
    add_probes();
    backend_.add_routes(router_);
    listener_ =
        std::make_unique<http::Listener>(io_, std::move(http), router_, shared.backend.metrics, shared.backend.log);
}

void Worker::use(const api::Installation& installation, const std::optional<oidc::Registration>& registration) {
    auto provider = backend_.provider();
    if (!registration) {
        provider.reset();
    } else if (!provider || provider->registration() != *registration) {
        provider =
            std::make_shared<oidc::Provider>(*registration, shared_.client, shared_.backend.clock, shared_.backend.log);
    }
    backend_.use(installation, std::move(provider));
}

void Worker::add_probes() {
    const http::RouteOptions always{.any_content_type = true, .even_when_busy = true};
    router_.add(
        "GET", "/healthz",
        [](const HttpRequest&) -> Awaitable<HttpReply> { co_return http::ok(R"({"status":"alive"})"); }, always);
    router_.add(
        "GET", "/readyz",
        [this](const HttpRequest& request) -> Awaitable<HttpReply> {
            if (!shared_.accepting) {
                co_return http::problem(Error{ErrorCode::kStoreUnavailable, "the service is shutting down", "", {}},
                                        request);
            }
            const auto pong = checked_read(co_await links_.call(redis::Command("PING")));
            if (!pong) co_return http::problem(pong.error(), request);
            co_return http::ok(R"({"status":"ready"})");
        },
        always);
    router_.add(
        "GET", "/metrics",
        [this](const HttpRequest&) -> Awaitable<HttpReply> {
            co_return HttpReply{
                200, std::string(telemetry::Metrics::kContentType), shared_.backend.metrics.exposition(), {}};
        },
        always);
}

}  // namespace hotline
