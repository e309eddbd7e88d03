// Everything one I/O thread works with: its links to Redis, what the routes stand on, its listener (DESIGN §7).
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>

#include "app/backend.hpp"
#include "app/link_watch.hpp"
#include "engine/alarm.hpp"
#include "engine/event_bells.hpp"
#include "http/listener.hpp"

namespace hotline {

/// What all threads share: immutable or thread-safe.
struct Shared {
    Backend::Shared backend;
    Alarm& alarm;
    EventBells& bells;
    http::Client& client;
    std::atomic<bool>& accepting;  ///< false while the service drains: /readyz says so
};

class Worker {
public:
    /// Binds its listener; throws when the address cannot be had.
    Worker(Shared shared, const redis::LinkSettings& redis, http::HttpSettings http, api::Installation installation,
           api::Reload reload, Administration::Refresh refresh, std::size_t thread, live::Hub hub);

    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    [[nodiscard]] redis::LinkPool& links() { return links_; }
    [[nodiscard]] http::Listener& listener() { return *listener_; }
    [[nodiscard]] Backend& backend() { return backend_; }
    [[nodiscard]] std::shared_ptr<const Rulebook> rules() { return backend_.desk().rules(); }

    /// On this worker's thread only. A provider that is still the same keeps what it has learnt.
    void use(const api::Installation& installation, const std::optional<oidc::Registration>& registration);

    void run() { io_.run(); }

private:
    void add_probes();

    Shared shared_;
    boost::asio::io_context io_{1};
    LinkWatch watch_;
    redis::LinkPool links_;
    Backend backend_;
    http::Router router_;
    std::unique_ptr<http::Listener> listener_;  // made last: it takes the routes as they are then
};

}  // namespace hotline
