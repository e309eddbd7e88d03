// Reading the queues: pages in the order staff see them, heads to claim from, depths for the gauges. Queues are written
// by TicketStore alone. A queue is spread over the partitions; a read merges them, most urgent first, then longest
// waiting.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "domain/ticket.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Where a ticket stands in the order of a list; also the place a page ended, which the cursor carries.
struct QueuePosition {
    Urgency urgency = 0;
    Instant opened_at{};
    TicketNumber number;
};

struct QueuePage {
    std::vector<QueuePosition> entries;
    bool more = false;
};

/// Tickets of one task force (empty: the duty desk) in one state and urgency.
struct QueueDepth {
    TaskForceId task_force;
    State state = State::kQueued;
    Urgency urgency = 0;
    long long tickets = 0;
    std::optional<Instant> oldest;
};

/// A list of tickets beside the queues.
struct TicketList {
    enum Kind : unsigned char {
        kAssigned,    ///< what a person holds
        kAssisted,    ///< what a task force owes a part of
        kSupervised,  ///< what has a standing order of a person
    };
    Kind kind = kAssigned;
    std::string owner;  ///< the person's or the task force's id

    [[nodiscard]] std::string key(int partition) const;
};

class Queues {
public:
    Queues(redis::LinkPool& link, int partitions) : link_(link), partitions_(partitions) {}

    // Every function may fail with kStoreUnavailable or kTooBusy.

    /// At most `limit` tickets in `state` of any of the task forces, beginning after `after`. `urgencies` ascending.
    [[nodiscard]] Awaitable<Result<QueuePage>> page(std::vector<TaskForceId> task_forces, State state,
                                                    std::vector<Urgency> urgencies, std::optional<QueuePosition> after,
                                                    std::size_t limit);

    /// The same for one of the other lists, longest waiting first; urgencies play no part and are 0.
    [[nodiscard]] Awaitable<Result<QueuePage>> page(TicketList list, std::optional<QueuePosition> after,
                                                    std::size_t limit);

    /// The first tickets waiting for a task force: of each urgency the longest waiting, up to `depth` from each
    /// partition.
    [[nodiscard]] Awaitable<Result<std::vector<QueuePosition>>> heads(TaskForceId task_force,
                                                                      std::vector<Urgency> urgencies, int depth);

    [[nodiscard]] Awaitable<Result<std::vector<QueueDepth>>> depths(std::vector<TaskForceId> task_forces,
                                                                    std::vector<State> states,
                                                                    std::vector<Urgency> urgencies);

private:
    [[nodiscard]] Awaitable<Result<void>> measure(QueueDepth& depth);

    redis::LinkPool& link_;
    int partitions_;
};

}  // namespace hotline
