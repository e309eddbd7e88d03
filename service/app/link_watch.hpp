// What happens on a link to Redis, as metrics and log lines.
#pragma once

#include "redis/observer.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Of one thread. `quiet`: of links that are many and only listen. How long their calls take says nothing, and that
/// Redis is away is told by the others.
class LinkWatch final : public redis::LinkObserver {
public:
    /// A call that takes longer is logged: the first of each second, with how many there were since the last line.
    static constexpr std::chrono::milliseconds kSlow{250};

    LinkWatch(telemetry::Metrics& metrics, telemetry::Log& log, bool quiet = false)
        : metrics_(metrics), log_(log), quiet_(quiet) {}

    void on_call(std::string_view command, const redis::CallTimes& times, bool ok) override {
        if (quiet_) return;
        metrics_.redis_command(command, times.took);
        if (times.took >= kSlow) tell_slow(command, times, ok);
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
    void tell_slow(std::string_view command, const redis::CallTimes& times, bool ok) {
        ++slow_;
        const auto now = std::chrono::steady_clock::now();
        if (now - told_ < std::chrono::seconds(1)) return;
        told_ = now;
        const auto ms = [](auto time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); };
        log_.warning("slow_redis_call", {{"script", command},
                                         {"wait_ms", ms(times.waited)},
                                         {"answer_ms", ms(times.took - times.waited)},
                                         {"ok", ok},
                                         {"calls", slow_}});
        slow_ = 0;
    }

    telemetry::Metrics& metrics_;
    telemetry::Log& log_;
    bool quiet_;
    int slow_ = 0;
    std::chrono::steady_clock::time_point told_{};
};

}  // namespace hotline
