#include "store/dataset.hpp"

#include <fmt/format.h>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

/// Sets the field if the data set does not have it yet; whoever comes second reads what the first wrote.
Awaitable<Result<std::string>> first_of(redis::LinkPool& link, std::string field, std::string mine) {
    using redis::Command;
    const auto set = checked_read(co_await link.call(Command("HSETNX").arg(keys::dataset()).arg(field).arg(mine)));
    if (!set) co_return std::unexpected(set.error());
    auto stored = checked_read(co_await link.call(Command("HGET").arg(keys::dataset()).arg(field)));
    if (!stored) co_return std::unexpected(stored.error());
    co_return std::move(stored->text);
}

Awaitable<Result<void>> agree(redis::LinkPool& link, std::string field, std::string mine) {
    const auto stored = co_await first_of(link, field, mine);
    if (!stored) co_return std::unexpected(stored.error());
    if (*stored == mine) co_return Result<void>{};
    co_return fail(ErrorCode::kBadConfiguration,
                   fmt::format("the data set in Redis was created with {} {}, this node has {}", field, *stored, mine),
                   field);
}

}  // namespace

Awaitable<Result<void>> check_dataset(redis::LinkPool& link, int partitions, const KeyedHash& hash) {
    if (const auto agreed = co_await agree(link, "partitions", std::to_string(partitions)); !agreed) co_return agreed;
    co_return co_await agree(link, "secret", hash.fingerprint());
}

Awaitable<Result<int>> stored_partitions(redis::LinkPool& link) {
    const auto stored = checked_read(co_await link.call(redis::Command("HGET").arg(keys::dataset()).arg("partitions")));
    if (!stored) co_return std::unexpected(stored.error());
    const auto partitions = static_cast<int>(to_number(stored->text));
    if (partitions < 1) co_return fail(ErrorCode::kBadConfiguration, "there is no data set in this Redis");
    co_return partitions;
}

Awaitable<Result<Instant>> clock_origin(redis::LinkPool& link, Instant now) {
    const auto stored = co_await first_of(link, "clock_origin", std::to_string(now.time_since_epoch().count()));
    if (!stored) co_return std::unexpected(stored.error());
    co_return Instant(std::chrono::milliseconds(to_number(*stored)));
}

}  // namespace hotline
