// What happens on a link to Redis, as metrics and log lines.
#pragma once

#include "redis/observer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// `quiet`: of links that are many and only listen. How long their calls take says nothing, and that Redis is away is
/// told by the others.
class LinkWatch final : public redis::LinkObserver {
public:
    LinkWatch(telemetry::Metrics& metrics, telemetry::Log& log, bool quiet = false)
        : metrics_(metrics), log_(log), quiet_(quiet) {}

    void on_call(std::string_view command, std::chrono::nanoseconds took, bool /*ok*/) override {
        if (!quiet_) metrics_.redis_command(command, took);
    }
    void on_connected() override {
        if (!quiet_) log_.info("redis_connected");
    }
    void on_reconnect(std::string_view why) override {
        if (quiet_) return;
        metrics_.redis_reconnected();
        log_.warning("redis_reconnecting", {{"why", why}});
    }

private:
    telemetry::Metrics& metrics_;
    telemetry::Log& log_;
    bool quiet_;
};

}  // namespace hotline
