#include "store/presence.hpp"

#include "store/replies.hpp"

namespace hotline {

using redis::Command;

Awaitable<void> Presence::saw(std::string who, Instant now) {
    const auto known = written_.find(who);
    if (known != written_.end() && now - known->second < kResolution) co_return;
    written_[who] = now;
    const auto kept = co_await link_.call(
        Command("HSET").arg(key_).arg(who).arg(static_cast<long long>(now.time_since_epoch().count())));
    if (!kept) written_.erase(who);
}

Awaitable<Result<Instant>> Presence::last_seen(std::string who) {
    const auto reply = checked_read(co_await link_.call(Command("HGET").arg(key_).arg(who)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->text.empty()) co_return Instant::min();
    co_return Instant(std::chrono::milliseconds(to_number(reply->text)));
}

}  // namespace hotline
