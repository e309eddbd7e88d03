// The event log read whole: the partition's stream, and each ticket's own history, both as they were written.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "domain/ticket_number.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

class EventLog {
public:
    explicit EventLog(redis::LinkPool& link) : link_(link) {}

    // Every function may fail with kStoreUnavailable or kTooBusy.

    /// Hashes of the events in the stream, by serial, in their order.
    [[nodiscard]] Awaitable<Result<std::map<long long, std::vector<unsigned long long>>>> stream(int partition);
    /// Of each ticket, its events as text; nothing for a ticket that does not exist.
    [[nodiscard]] Awaitable<Result<std::vector<std::vector<std::string>>>> histories(std::vector<TicketNumber> numbers);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
