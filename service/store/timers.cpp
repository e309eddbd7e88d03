#include "store/timers.hpp"

#include <algorithm>

#include "store/keys.hpp"
#include "store/replies.hpp"
#include "store/set_extent.hpp"

namespace hotline {
namespace {

using redis::Command;
using std::chrono::milliseconds;

Instant instant(long long ms) { return Instant(milliseconds(ms)); }

/// TIME answers seconds and microseconds.
Instant store_time(const redis::Reply& reply) {
    return instant(to_number(reply.elements.at(0).text) * 1000 + to_number(reply.elements.at(1).text) / 1000);
}

}  // namespace

Awaitable<Result<TimerOutlook>> Timers::outlook() {
    std::vector<Command> commands{Command("TIME")};
    for (int p = 0; p < partitions_; ++p) ask_extent(commands, keys::timers(p));
    const auto replies = co_await link_.call_all(std::move(commands));
    const auto time = checked_read(replies.front());
    if (!time) co_return std::unexpected(time.error());
    const auto extent = extent_of(std::span(replies).subspan(1));
    if (!extent) co_return std::unexpected(extent.error());
    co_return TimerOutlook{extent->first, extent->members, store_time(*time)};
}

Awaitable<Result<std::vector<Timer>>> Timers::due(Instant now, int limit) {
    std::vector<Command> commands;
    for (int p = 0; p < partitions_; ++p) {
        commands.push_back(Command("ZRANGE")
                               .arg(keys::timers(p))
                               .arg("-inf")
                               .arg(now.time_since_epoch().count())
                               .arg("BYSCORE")
                               .arg("LIMIT")
                               .arg(0LL)
                               .arg(static_cast<long long>(limit))
                               .arg("WITHSCORES"));
    }
    const auto replies = co_await link_.call_all(std::move(commands));
    std::vector<Timer> timers;
    for (int p = 0; p < partitions_; ++p) {
        const auto reply = checked_read(replies[static_cast<std::size_t>(p)]);
        if (!reply) co_return std::unexpected(reply.error());
        for (const ScoredMember& timer : scored_members(*reply)) {
            timers.push_back({TicketNumber(p, to_number(timer.member)), instant(timer.score)});
        }
    }
    std::ranges::sort(timers, {}, &Timer::at);
    co_return timers;
}

Awaitable<Result<long long>> Timers::count_due(Instant now) {
    std::vector<Command> commands;
    for (int p = 0; p < partitions_; ++p) {
        commands.push_back(Command("ZCOUNT").arg(keys::timers(p)).arg("-inf").arg(now.time_since_epoch().count()));
    }
    const auto replies = co_await link_.call_all(std::move(commands));
    long long count = 0;
    for (const auto& answered : replies) {
        const auto reply = checked_read(answered);
        if (!reply) co_return std::unexpected(reply.error());
        count += reply->integer;
    }
    co_return count;
}

}  // namespace hotline
