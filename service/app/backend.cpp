#include "app/backend.hpp"

namespace hotline {
namespace {

/// The rulebook lives inside its configuration: whoever holds the one keeps the other.
std::shared_ptr<const Rulebook> rulebook_of(const api::Installation& installation) {
    return {installation.configuration, &installation.configuration->rulebook};
}

}  // namespace

Backend::Backend(const redis::Link::Executor& executor, redis::LinkPool& links, Shared shared, Hooks hooks,
                 api::Installation installation)
    : store_(links, shared.secrets, shared.partitions, std::move(hooks.store)),
      queues_(links, shared.partitions),
      presence_(links),
      token_use_(links, keys::token_use()),
      installation_(std::move(installation)),
      desk_(store_, queues_, presence_, shared.clock, shared.metrics, rulebook_of(installation_)),
      reading_(store_, queues_, desk_),
      profile_log_(links),
      profiles_(profile_log_, shared.clock),
      roster_log_(links),
      administration_(roster_log_, std::move(hooks.refresh), shared.clock),
      credentials_(links),
      sessions_(links),
      tries_(links),
      logins_({credentials_, sessions_, tries_}, shared.hasher, shared.secrets.hash, shared.clock),
      access_log_(links, shared.secrets.hash),
      disclosure_(reading_, access_log_, shared.clock),
      outbox_(links),
      messages_(outbox_, disclosure_, shared.world),
      used_links_(links),
      link_answers_(desk_, reading_, used_links_, disclosure_, shared.secrets.hash, shared.world),
      outage_log_(links),
      outages_(outage_log_, shared.world),
      request_rate_(shared.requests_per_person),
      pending_logins_(links),
      viewers_(executor, {hooks.thread, std::move(hooks.hub), logins_, presence_, shared.clock, shared.metrics},
               installation_.roster),
      services_{desk_,      reading_,        presence_,       token_use_,  installation_, std::move(hooks.reload),
                profiles_,  administration_, logins_,         disclosure_, messages_,     link_answers_,
                outages_,   request_rate_,   pending_logins_, viewers_,    provider_,     shared.metrics,
                shared.log, shared.tls} {
    logins_.use(login_rules());
    desk_.on_nobody_told([&log = shared.log](const Ticket& ticket, const TicketEvent& event) {
        log.error("nobody_to_tell", {{"ticket", ticket.number.text()},
                                     {"task_force", ticket.task_force.value},
                                     {"target", event.changes.at("target")},
                                     {"level", event.changes.at("level")}});
    });
}

void Backend::add_routes(http::Router& router) {
    for (const auto add :
         {api::add_ticket_routes, api::add_action_routes, api::add_task_force_routes, api::add_caller_routes,
          api::add_routing_routes, api::add_configuration_routes, api::add_profile_routes, api::add_session_routes,
          api::add_single_sign_on_routes, api::add_people_routes, api::add_token_routes, api::add_privacy_routes,
          api::add_message_routes, api::add_contact_routes, api::add_link_routes, api::add_outage_routes,
          api::add_live_routes}) {
        add(router, services_);
    }
}

std::shared_ptr<const LoginRules> Backend::login_rules() const {
    return {installation_.configuration, &installation_.configuration->login};
}

void Backend::use(const api::Installation& installation, std::shared_ptr<oidc::Provider> provider) {
    installation_ = installation;
    desk_.use(rulebook_of(installation_));
    logins_.use(login_rules());
    provider_ = std::move(provider);
    viewers_.use(installation_.roster);
}

}  // namespace hotline
