// Says in time that the holidays of a coming year are missing: what is counted through it would be provisional.
#pragma once

#include "settings/configuration.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// A gauge for each calendar with holidays; a warning for each that does not know the next 31 days, which from the
/// first of December on means the next year.
void tell_known_holidays(const Configuration& configuration, Instant now, telemetry::Metrics& metrics,
                         telemetry::Log& log);

}  // namespace hotline
