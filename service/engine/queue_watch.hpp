// Keeps the queue gauges true: how many tickets wait where, and since when the oldest does.
#pragma once

#include <memory>

#include "domain/rulebook.hpp"
#include "store/queues.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Reads only; every node may run one, and all report the same.
class QueueWatch {
public:
    QueueWatch(Queues& queues, telemetry::Metrics& metrics) : queues_(queues), metrics_(metrics) {}

    /// Looks once at every queue of the configuration. kStoreUnavailable leaves the gauges as they were.
    [[nodiscard]] Awaitable<Result<void>> cycle(std::shared_ptr<const Rulebook> rules);

private:
    Queues& queues_;
    telemetry::Metrics& metrics_;
};

}  // namespace hotline
