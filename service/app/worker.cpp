#include "app/worker.hpp"

#include "http/problem.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

// Enough that one fsync covers all intakes that wait (link_pool.hpp).
constexpr std::size_t kLinks = 4;

using http::HttpReply;
using http::HttpRequest;

/// The rulebook lives inside its configuration: whoever holds the one keeps the other.
std::shared_ptr<const Rulebook> rulebook_of(const api::Installation& installation) {
    return {installation.configuration, &installation.configuration->rulebook};
}

}  // namespace

Worker::Worker(Shared shared, const redis::LinkSettings& redis, http::HttpSettings http, api::Installation installation,
               api::Reload reload, Administration::Refresh refresh)
    : shared_(shared),
      watch_(shared.metrics, shared.log),
      links_(io_.get_executor(), redis, watch_, kLinks),
      store_(links_, shared.secrets, shared.partitions, [&alarm = shared.alarm](Instant at) { alarm.armed(at); }),
      queues_(links_, shared.partitions),
      presence_(links_),
      token_use_(links_, keys::token_use()),
      installation_(std::move(installation)),
      desk_(store_, queues_, presence_, shared.clock, shared.metrics, rulebook_of(installation_)),
      reading_(store_, queues_, desk_),
      profile_log_(links_),
      profiles_(profile_log_, shared.clock),
      roster_log_(links_),
      administration_(roster_log_, std::move(refresh), shared.clock),
      credentials_(links_),
      sessions_(links_),
      tries_(links_),
      logins_({credentials_, sessions_, tries_}, shared.hasher, shared.secrets.hash, shared.clock),
      access_log_(links_, shared.secrets.hash),
      disclosure_(reading_, access_log_, shared.clock),
      request_rate_(shared.requests_per_person),
      pending_logins_(links_),
      services_{desk_,     reading_,        presence_,  token_use_,         installation_, std::move(reload),
                profiles_, administration_, logins_,    disclosure_,        request_rate_, pending_logins_,
                provider_, shared.metrics,  shared.log, http.tls != nullptr} {
    logins_.use(login_rules());
    desk_.on_nobody_told([&log = shared_.log](const Ticket& ticket, const TicketEvent& event) {
        log.error("nobody_to_tell", {{"ticket", ticket.number.text()},
                                     {"task_force", ticket.task_force.value},
                                     {"target", event.changes.at("target")},
                                     {"level", event.changes.at("level")}});
    });
    add_routes();
    listener_ = std::make_unique<http::Listener>(io_, std::move(http), router_, shared.metrics, shared.log);
}

void Worker::add_routes() {
    add_probes();
    api::add_ticket_routes(router_, services_);
    api::add_action_routes(router_, services_);
    api::add_task_force_routes(router_, services_);
    api::add_caller_routes(router_, services_);
    api::add_routing_routes(router_, services_);
    api::add_configuration_routes(router_, services_);
    api::add_profile_routes(router_, services_);
    api::add_session_routes(router_, services_);
    api::add_single_sign_on_routes(router_, services_);
    api::add_people_routes(router_, services_);
    api::add_token_routes(router_, services_);
    api::add_privacy_routes(router_, services_);
}

std::shared_ptr<const LoginRules> Worker::login_rules() const {
    return {installation_.configuration, &installation_.configuration->login};
}

void Worker::use(const api::Installation& installation, const std::optional<oidc::Registration>& registration) {
    installation_ = installation;
    desk_.use(rulebook_of(installation_));
    logins_.use(login_rules());
    if (!registration) {
        provider_.reset();
    } else if (!provider_ || provider_->registration() != *registration) {
        provider_ = std::make_shared<oidc::Provider>(*registration, shared_.client, shared_.clock, shared_.log);
    }
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
            co_return HttpReply{200, std::string(telemetry::Metrics::kContentType), shared_.metrics.exposition(), {}};
        },
        always);
}

}  // namespace hotline
