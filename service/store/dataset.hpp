// What is fixed when a data set is created, checked each time a node starts on it.
#pragma once

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/secrets.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// A node seals callers with its first key from now on, which is noted; a tool does not.
enum class DatasetUser : unsigned char { kNode, kTool };

/// Creates the record on an empty store. kBadConfiguration: the data set was created with another number of partitions
/// or another secret; going on would lose sight of every caller and idempotency key in it. Or callers in it are sealed
/// with a key that is not here.
[[nodiscard]] Awaitable<Result<void>> check_dataset(redis::LinkPool& link, int partitions, const Secrets& secrets,
                                                    DatasetUser user = DatasetUser::kNode);

/// Whether a node has started with the first key: those that run can read what is sealed with it.
[[nodiscard]] Awaitable<Result<bool>> key_in_use(redis::LinkPool& link, const Keyring& keys);

/// Once nothing is sealed with any other key than the current one: no node needs the others any more.
[[nodiscard]] Awaitable<Result<void>> forget_other_keys(redis::LinkPool& link, const Keyring& keys);

/// With how many partitions it was created. kBadConfiguration: there is no data set.
[[nodiscard]] Awaitable<Result<int>> stored_partitions(redis::LinkPool& link);

/// Of a data set on a virtual clock: the instant of the world at which that clock began, the same for every node and
/// after every restart. `now` on a data set that has none yet.
[[nodiscard]] Awaitable<Result<Instant>> clock_origin(redis::LinkPool& link, Instant now);

}  // namespace hotline
