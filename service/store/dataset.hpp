// What is fixed when a data set is created, checked each time a node starts on it.
#pragma once

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/keyed_hash.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Creates the record on an empty store. kBadConfiguration: the data set was created with another number of partitions
/// or another secret; going on would lose sight of every caller and idempotency key in it.
[[nodiscard]] Awaitable<Result<void>> check_dataset(redis::LinkPool& link, int partitions, const KeyedHash& hash);

/// With how many partitions it was created. kBadConfiguration: there is no data set.
[[nodiscard]] Awaitable<Result<int>> stored_partitions(redis::LinkPool& link);

/// Of a data set on a virtual clock: the instant of the world at which that clock began, the same for every node and
/// after every restart. `now` on a data set that has none yet.
[[nodiscard]] Awaitable<Result<Instant>> clock_origin(redis::LinkPool& link, Instant now);

}  // namespace hotline
