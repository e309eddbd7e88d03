// When something has to happen to a ticket by itself: one sorted set for each partition. They are set by the commits of
// the ticket store; here they are only read.
#pragma once

#include <optional>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/ticket_number.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

struct Timer {
    TicketNumber number;
    Instant at{};
};

/// One look at all partitions. Errors: those of a read (kStoreUnavailable, kTooBusy).
struct TimerOutlook {
    std::optional<Instant> earliest;
    long long armed = 0;
    Instant store_time{};  ///< what Redis' own clock showed
};

class Timers {
public:
    Timers(redis::LinkPool& link, int partitions) : link_(link), partitions_(partitions) {}

    [[nodiscard]] Awaitable<Result<TimerOutlook>> outlook();
    /// Those that are due at `now`, in the order of their instants, at most `limit` of each partition.
    [[nodiscard]] Awaitable<Result<std::vector<Timer>>> due(Instant now, int limit);
    [[nodiscard]] Awaitable<Result<long long>> count_due(Instant now);

private:
    redis::LinkPool& link_;
    int partitions_;
};

}  // namespace hotline
