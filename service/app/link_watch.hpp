// What happens on a link to Redis, as metrics and log lines.
#pragma once

#include "redis/observer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

class LinkWatch final : public redis::LinkObserver {
public:
    LinkWatch(telemetry::Metrics& metrics, telemetry::Log& log) : metrics_(metrics), log_(log) {}

    void on_call(std::string_view command, std::chrono::nanoseconds took, bool /*ok*/) override {
        metrics_.redis_command(command, took);
    }
    void on_connected() override { log_.info("redis_connected"); }
    void on_reconnect(std::string_view why) override {
        metrics_.redis_reconnected();
        log_.warning("redis_reconnecting", {{"why", why}});
    }

private:
    telemetry::Metrics& metrics_;
    telemetry::Log& log_;
};

}  // namespace hotline
