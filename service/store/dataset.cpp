#include "store/dataset.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;

const std::string kKeyField = "key:";

/// Sets the field if the data set does not have it yet; whoever comes second reads what the first wrote.
Awaitable<Result<std::string>> first_of(redis::LinkPool& link, std::string field, std::string mine) {
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

/// Ids of the keys that anything in the data set may be sealed with.
Awaitable<Result<std::vector<std::string>>> key_ids(redis::LinkPool& link) {
    const auto fields = checked_read(co_await link.call(Command("HKEYS").arg(keys::dataset())));
    if (!fields) co_return std::unexpected(fields.error());
    std::vector<std::string> ids;
    for (const auto& field : fields->elements) {
        if (field.text.starts_with(kKeyField)) ids.push_back(field.text.substr(kKeyField.size()));
    }
    co_return ids;
}

Awaitable<Result<void>> check_keys(redis::LinkPool& link, const Keyring& keys, DatasetUser user) {
    const auto ids = co_await key_ids(link);
    if (!ids) co_return std::unexpected(ids.error());
    for (const std::string& id : *ids) {
        if (keys.has(id)) continue;
        co_return fail(ErrorCode::kBadConfiguration,
                       fmt::format("callers in the data set are encrypted with the key {}, which is not among the "
                                   "secrets: put its line back, behind the key that is to be used now",
                                   id),
                       "keys");
    }
    if (user == DatasetUser::kTool) co_return Result<void>{};
    const auto noted = co_await first_of(link, kKeyField + keys.current(), "1");
    if (!noted) co_return std::unexpected(noted.error());
    co_return Result<void>{};
}

}  // namespace

Awaitable<Result<void>> check_dataset(redis::LinkPool& link, int partitions, const Secrets& secrets, DatasetUser user) {
    if (const auto agreed = co_await agree(link, "partitions", std::to_string(partitions)); !agreed) co_return agreed;
    if (auto agreed = co_await agree(link, "secret", secrets.hash.fingerprint()); !agreed) co_return agreed;
    co_return co_await check_keys(link, secrets.keys, user);
}

Awaitable<Result<bool>> key_in_use(redis::LinkPool& link, const Keyring& keys) {
    const auto ids = co_await key_ids(link);
    if (!ids) co_return std::unexpected(ids.error());
    co_return std::ranges::find(*ids, keys.current()) != ids->end();
}

Awaitable<Result<void>> forget_other_keys(redis::LinkPool& link, const Keyring& keys) {
    const auto ids = co_await key_ids(link);
    if (!ids) co_return std::unexpected(ids.error());
    for (const std::string& id : *ids) {
        if (id == keys.current()) continue;
        const auto gone = checked_write(co_await link.call(Command("HDEL").arg(keys::dataset()).arg(kKeyField + id)));
        if (!gone) co_return std::unexpected(gone.error());
    }
    co_return Result<void>{};
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
