// Keeps the gauges of Redis itself true: whether it answers, still writes its log, how much memory is left.
#pragma once

#include "redis/link_pool.hpp"
#include "store/redis_health.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Reads only; every node runs one.
class RedisWatch {
public:
    RedisWatch(redis::LinkPool& link, telemetry::Metrics& metrics) : link_(link), metrics_(metrics) {}

    /// Looks once. When Redis does not answer the other figures stay as they were.
    [[nodiscard]] Awaitable<void> cycle() {
        const auto figures = co_await ask_health(link_);
        metrics_.redis_up(figures.has_value());
        if (figures) metrics_.redis_figures(*figures);
    }

private:
    redis::LinkPool& link_;
    telemetry::Metrics& metrics_;
};

}  // namespace hotline
