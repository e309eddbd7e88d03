#include "store/presence.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

using redis::Command;

Awaitable<void> Presence::saw(PersonId person, Instant now) {
    const auto known = written_.find(person.value);
    if (known != written_.end() && now - known->second < kResolution) co_return;
    written_[person.value] = now;
    const auto kept = co_await link_.call(
        Command("HSET").arg(keys::presence()).arg(person.value).arg(now.time_since_epoch().count()));
    if (!kept) written_.erase(person.value);
}

Awaitable<Result<Instant>> Presence::last_seen(PersonId person) {
    const auto reply = checked_read(co_await link_.call(Command("HGET").arg(keys::presence()).arg(person.value)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->text.empty()) co_return Instant::min();
    co_return Instant(std::chrono::milliseconds(to_number(reply->text)));
}

}  // namespace hotline
