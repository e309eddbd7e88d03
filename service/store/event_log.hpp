// The event log as it was written: each partition's stream with the chain through it, and each ticket's own history.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "domain/ticket_number.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// An entry of a partition's stream.
struct LoggedEvent {
    std::string id;        ///< from Redis' clock
    long long serial = 0;  ///< of the ticket; 0: the entry has not the form that the functions write
    std::string event;
    std::string link;  ///< event_chain.hpp; empty: a node of 0.1.0 wrote the entry
};

/// As Redis gives an entry of a stream; its texts are moved out of it.
[[nodiscard]] LoggedEvent read_log_entry(redis::Reply& entry);

class EventLog {
public:
    static constexpr long long kEventsAtOnce = 1000;

    explicit EventLog(redis::LinkPool& link) : link_(link) {}

    // Every function may fail with kStoreUnavailable or kTooBusy.

    /// Up to kEventsAtOnce events of the stream, those that come after the entry `id` (empty: from the first on).
    /// Fewer: there are no more.
    [[nodiscard]] Awaitable<Result<std::vector<LoggedEvent>>> events_after(int partition, std::string id);
    /// The id of the stream's last entry; empty: it has none.
    [[nodiscard]] Awaitable<Result<std::string>> last_event(int partition);
    /// Where the partition's chain has arrived, as it is written; empty: nowhere.
    [[nodiscard]] Awaitable<Result<std::string>> chain_head(int partition);
    /// Hashes of the events in the stream, by serial, in their order.
    [[nodiscard]] Awaitable<Result<std::map<long long, std::vector<unsigned long long>>>> stream(int partition);
    /// Of each ticket, its events as text; nothing for a ticket that does not exist.
    [[nodiscard]] Awaitable<Result<std::vector<std::vector<std::string>>>> histories(std::vector<TicketNumber> numbers);
    /// The serials of all tickets that there are, by partition. Goes through all keys, a thousand at a time.
    [[nodiscard]] Awaitable<Result<std::map<int, std::vector<long long>>>> find_tickets();

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
