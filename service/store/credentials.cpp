#include "store/credentials.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

// Before the hash of a password that is good for one log-in. Hashes begin with '$'.
constexpr std::string_view kOnce = "once:";

}  // namespace

Awaitable<Result<StoredPassword>> Credentials::find(PersonId person) {
    const auto reply =
        checked_read(co_await link_.call(redis::Command("HGET").arg(keys::passwords()).arg(person.value)));
    if (!reply) co_return std::unexpected(reply.error());
    const bool once = reply->text.starts_with(kOnce);
    co_return StoredPassword{once ? reply->text.substr(kOnce.size()) : reply->text, once};
}

Awaitable<Result<void>> Credentials::put(PersonId person, StoredPassword password) {
    const auto kept = checked_write(
        co_await link_.call(redis::Command("HSET")
                                .arg(keys::passwords())
                                .arg(person.value)
                                .arg((password.once ? std::string(kOnce) : std::string()) + password.hash)));
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

}  // namespace hotline
