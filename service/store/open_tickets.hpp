// Who has which ticket open on a screen, on any node. Entries are of the world's time, whatever clock the service runs
// on, and pass by themselves: a node that dies takes its viewers with it.
#pragma once

#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/ticket_number.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// What a node has to say of a ticket.
struct TicketUse {
    TicketNumber number;
    std::vector<PersonId> here;  ///< have it open, and are due to be said again
    std::vector<PersonId> gone;  ///< no longer
};

/// Lives on its link's thread.
class OpenTickets {
public:
    /// What was said longer ago counts no more.
    static constexpr std::chrono::seconds kLifetime{40};

    explicit OpenTickets(redis::LinkPool& link);

    /// Says it, and reads of each who has it open on any node, in the order of `uses`, sorted by id.
    /// kStoreUnavailable, kTooBusy: some may have been said.
    [[nodiscard]] Awaitable<Result<std::vector<std::vector<PersonId>>>> update(std::vector<TicketUse> uses);

private:
    [[nodiscard]] std::string entry_of(const PersonId& person) const { return node_ + ":" + person.value; }

    redis::LinkPool& link_;
    std::string node_;  ///< the same person may look from several nodes
    SystemClock clock_;
};

}  // namespace hotline
