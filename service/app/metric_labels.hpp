// Which label values exist: the configuration's and the lifecycle table's.
#pragma once

#include "domain/catalogue.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

[[nodiscard]] telemetry::LabelSets metric_labels(const Catalogue& catalogue);

}  // namespace hotline
