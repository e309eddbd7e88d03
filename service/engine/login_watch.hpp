// Keeps the gauges of who is logged in true: a line on which no operator is there is worth an alarm.
#pragma once

#include <memory>

#include "desk/logins.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Reads only; every node may run one, and all report the same.
class LoginWatch {
public:
    LoginWatch(Logins& logins, telemetry::Metrics& metrics) : logins_(logins), metrics_(metrics) {}

    /// Looks once. kStoreUnavailable, kTooBusy: the gauges stay as they were.
    [[nodiscard]] Awaitable<Result<void>> cycle(std::shared_ptr<const Roster> roster);

private:
    Logins& logins_;
    telemetry::Metrics& metrics_;
};

}  // namespace hotline
