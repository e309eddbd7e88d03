// What Redis says of itself (INFO): whether it still writes its log, how much memory is left, how far replicas are
// behind.
#pragma once

#include <string_view>

#include "base/async.hpp"
#include "redis/link_pool.hpp"
#include "telemetry/redis_figures.hpp"

namespace hotline {

/// kStoreUnavailable, kTooBusy.
[[nodiscard]] Awaitable<Result<telemetry::RedisFigures>> ask_health(redis::LinkPool& link);

/// Of the text that INFO answers.
[[nodiscard]] telemetry::RedisFigures read_health(std::string_view info);

}  // namespace hotline
