// Accepts HTTP connections for one thread. Several listeners share a port (SO_REUSEPORT), one for each io_context
// (DESIGN §7).
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/async.hpp"
#include "http/router.hpp"
#include "http/settings.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline::http {

/// Everything but the constructor and port() is to be called on the io_context's thread. Router, metrics and log must
/// outlive the io_context: handlers may still run when the listener is gone.
class Listener {
public:
    /// Binds. Throws std::runtime_error, which names address and reason, when that is not possible. Another process of
    /// the same user that also sets SO_REUSEPORT is not noticed.
    Listener(boost::asio::io_context& io, HttpSettings settings, const Router& router, telemetry::Metrics& metrics,
             telemetry::Log& log);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// The port that was bound: what further listeners are given when the first was given 0.
    [[nodiscard]] std::uint16_t port() const;

    void start();
    void stop_accepting();

    /// Stops accepting, closes idle connections, ends event streams and lets running requests end, whose replies say
    /// "Connection: close". At the deadline the rest is cut. True when nothing had to be cut.
    Awaitable<bool> drain(std::chrono::steady_clock::time_point deadline);

private:
    struct State;
    static Awaitable<void> accept(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

}  // namespace hotline::http
