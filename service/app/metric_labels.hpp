// Which label values exist: the configuration's and the lifecycle table's.
#pragma once

#include "domain/rulebook.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

[[nodiscard]] telemetry::LabelSets metric_labels(const Rulebook& rules);

}  // namespace hotline
