// What the routes of one thread stand on, built by constructors: stores, use cases, the routes themselves. Knows
// neither sockets nor threads.
#pragma once

#include <functional>
#include <memory>

#include "api/routes.hpp"
#include "desk/desk.hpp"
#include "desk/reading.hpp"
#include "live/viewers.hpp"
#include "redis/link_pool.hpp"
#include "store/presence.hpp"
#include "store/queues.hpp"
#include "store/ticket_store.hpp"

namespace hotline {

class Backend {
public:
    /// What all threads share: immutable or thread-safe.
    struct Shared {
        const Clock& clock;
        const Clock& world;  ///< never faster than the world's
        const Secrets& secrets;
        telemetry::Metrics& metrics;
        telemetry::Log& log;
        PasswordHasher& hasher;
        int partitions;
        int requests_per_person;
        bool tls;  ///< clients speak TLS
    };
    /// What it asks of its surroundings.
    struct Hooks {
        StoreHooks store;
        api::Reload reload;
        Administration::Refresh refresh;
        std::size_t thread = 0;  ///< which of the node's threads it is
        live::Hub hub = {};
    };

    /// Lives on the thread of `links`.
    Backend(const redis::Link::Executor& executor, redis::LinkPool& links, Shared shared, Hooks hooks,
            api::Installation installation);
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    [[nodiscard]] Queues& queues() { return queues_; }
    [[nodiscard]] TicketStore& store() { return store_; }
    [[nodiscard]] Presence& presence() { return presence_; }
    [[nodiscard]] Desk& desk() { return desk_; }
    [[nodiscard]] ProfileLog& profile_log() { return profile_log_; }
    [[nodiscard]] RosterLog& roster_log() { return roster_log_; }
    [[nodiscard]] Logins& logins() { return logins_; }
    [[nodiscard]] live::Viewers& viewers() { return viewers_; }
    [[nodiscard]] const api::Installation& installation() const { return installation_; }
    [[nodiscard]] const std::shared_ptr<oidc::Provider>& provider() const { return provider_; }

    /// `provider`: null where nobody logs in by one.
    void use(const api::Installation& installation, std::shared_ptr<oidc::Provider> provider);
    void add_routes(http::Router& router);

private:
    [[nodiscard]] std::shared_ptr<const LoginRules> login_rules() const;

    TicketStore store_;
    Queues queues_;
    Presence presence_;
    Presence token_use_;
    api::Installation installation_;
    Desk desk_;
    Reading reading_;
    ProfileLog profile_log_;
    Profiles profiles_;
    RosterLog roster_log_;
    Administration administration_;
    Credentials credentials_;
    Sessions sessions_;
    FailedTries tries_;
    Logins logins_;
    AccessLog access_log_;
    Disclosure disclosure_;
    Outbox outbox_;
    Messages messages_;
    UsedLinks used_links_;
    LinkAnswers link_answers_;
    OutageLog outage_log_;
    Outages outages_;
    api::RequestRate request_rate_;
    PendingLogins pending_logins_;
    std::shared_ptr<oidc::Provider> provider_;
    live::Viewers viewers_;
    api::Services services_;
};

}  // namespace hotline
