#include "store/failed_tries.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

using redis::Command;

Awaitable<Result<long long>> FailedTries::change(std::string whose, long long by, std::chrono::milliseconds window) {
    const auto key = keys::failed_tries(whose);
    const auto counted = checked_write(co_await link_.call(Command("INCRBY").arg(key).arg(by)));
    if (!counted) co_return std::unexpected(counted.error());
    // Also what was just forgotten and begins anew is forgotten again.
    const auto kept = checked_write(
        co_await link_.call(Command("PEXPIRE").arg(key).arg(static_cast<long long>(window.count())).arg("NX")));
    if (!kept) co_return std::unexpected(kept.error());
    co_return counted->integer;
}

Awaitable<Result<long long>> FailedTries::add(std::string whose, std::chrono::milliseconds window) {
    return change(std::move(whose), 1, window);
}

Awaitable<Result<long long>> FailedTries::take_back(std::string whose, std::chrono::milliseconds window) {
    return change(std::move(whose), -1, window);
}

Awaitable<Result<void>> FailedTries::forget(std::string whose) {
    const auto done = checked_write(co_await link_.call(Command("DEL").arg(keys::failed_tries(whose))));
    if (!done) co_return std::unexpected(done.error());
    co_return Result<void>{};
}

Awaitable<Result<bool>> FailedTries::any(std::string whose) {
    const auto reply = checked_read(co_await link_.call(Command("EXISTS").arg(keys::failed_tries(whose))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->integer > 0;
}

}  // namespace hotline
