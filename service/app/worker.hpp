// Everything one I/O thread works with, built by constructors: its link to Redis, its store and desk, its listener
// (DESIGN §7).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>

#include "api/routes.hpp"
#include "app/link_watch.hpp"
#include "desk/desk.hpp"
#include "desk/reading.hpp"
#include "engine/alarm.hpp"
#include "http/listener.hpp"
#include "redis/link_pool.hpp"
#include "store/presence.hpp"
#include "store/queues.hpp"
#include "store/ticket_store.hpp"

namespace hotline {

/// What all threads share: immutable or thread-safe.
struct Shared {
    const Clock& clock;
    const Secrets& secrets;
    telemetry::Metrics& metrics;
    telemetry::Log& log;
    Alarm& alarm;
    PasswordHasher& hasher;
    http::Client& client;
    int requests_per_person;
    std::atomic<bool>& accepting;  ///< false while the service drains: /readyz says so
    int partitions;
};

class Worker {
public:
    /// Binds its listener; throws when the address cannot be had.
    Worker(Shared shared, const redis::LinkSettings& redis, http::HttpSettings http, api::Installation installation,
           api::Reload reload, Administration::Refresh refresh);

    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] redis::LinkPool& links() { return links_; }
    [[nodiscard]] http::Listener& listener() { return *listener_; }
    [[nodiscard]] Queues& queues() { return queues_; }
    [[nodiscard]] TicketStore& store() { return store_; }
    [[nodiscard]] Presence& presence() { return presence_; }
    [[nodiscard]] Desk& desk() { return desk_; }
    [[nodiscard]] ProfileLog& profile_log() { return profile_log_; }
    [[nodiscard]] RosterLog& roster_log() { return roster_log_; }
    [[nodiscard]] Logins& logins() { return logins_; }
    [[nodiscard]] std::shared_ptr<const Rulebook> rules() const { return desk_.rules(); }

    /// On this worker's thread only. A provider that is still the same keeps what it has learnt.
    void use(const api::Installation& installation, const std::optional<oidc::Registration>& registration);

    void run() { io_.run(); }

private:
    void add_routes();
    void add_probes();
    [[nodiscard]] std::shared_ptr<const LoginRules> login_rules() const;

    Shared shared_;
    boost::asio::io_context io_{1};
    LinkWatch watch_;
    redis::LinkPool links_;
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
    api::RequestRate request_rate_;
    PendingLogins pending_logins_;
    std::shared_ptr<oidc::Provider> provider_;
    http::Router router_;
    api::Services services_;
    std::unique_ptr<http::Listener> listener_;  // made last: it takes the routes as they are then
};

}  // namespace hotline
