// Tickets in Redis: opening, reading, and the one way to change them. No rule of the domain is decided here.
// Not thread-safe: one for each thread, on that thread's link.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/secrets.hpp"
#include "domain/change.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// What open() found. Not created: the idempotency key had opened `ticket` before.
struct Opened {
    Ticket ticket;
    bool created = false;
};

/// What commit() did. Not applied: somebody was faster; `ticket` is what the store holds now.
struct Committed {
    Ticket ticket;
    bool applied = false;
};

/// What file() found. Not current: the ticket has moved on, nothing was looked at. `wrong`: the sorted sets, the timers
/// among them, that did not say of the ticket what they should.
struct Filed {
    bool current = false;
    std::vector<std::string> wrong;
};
enum class Filing : unsigned char { kRepair, kCheck };
/// What file() takes for a number that must name no ticket.
[[nodiscard]] inline Ticket absent_ticket(const TicketNumber& number) {
    Ticket absent;
    absent.number = number;
    return absent;
}

/// When something has to happen to a ticket by itself (domain/escalation.hpp); nothing: never.
using Wake = std::optional<Instant>;

/// Who hears of what a store did, after it was done; one that is empty does not.
struct StoreHooks {
    std::function<void(Instant)> armed = {};           ///< a timer was set
    std::function<void(int partition)> recorded = {};  ///< an event was
};

class TicketStore {
public:
    TicketStore(redis::LinkPool& link, const Secrets& secrets, int partitions, StoreHooks hooks = {})
        : link_(link), secrets_(secrets), partitions_(partitions), hooks_(std::move(hooks)) {}

    // Every function may fail with kStoreUnavailable (nothing was done), kTooBusy, and kInternal (an unreadable
    // document); those that write also with kOutcomeUnknown (it may have been done: ask again with the same key or
    // revision).

    /// Opens the drafted ticket, unless `idempotency_key` opened one before. The number is given out here. Its timer is
    /// set to `wake`.
    [[nodiscard]] Awaitable<Result<Opened>> open(Change draft, std::string idempotency_key, Wake wake);

    /// Applies the change if the ticket is still at `before.revision`. kTicketNotFound: it is gone. The ticket's timer
    /// is set to `wake`, or taken away.
    [[nodiscard]] Awaitable<Result<Committed>> commit(Ticket before, Change change, Wake wake);

    /// Makes the sorted sets say of a ticket what its document says, if it is still at this revision: its own sets and
    /// the timers list it, those of `listed` that are not its own do not. Revision 0: a ticket that must not exist, and
    /// is listed nowhere. With kCheck nothing is changed.
    [[nodiscard]] Awaitable<Result<Filed>> file(Ticket ticket, std::vector<std::string> listed, Wake wake,
                                                Filing filing = Filing::kRepair);

    /// Writes each document that this version, or the key that is used now, would write in another way. Nothing of the
    /// ticket changes, its revision neither. How many were written; what was changed meanwhile is as it should be.
    [[nodiscard]] Awaitable<Result<int>> rewrite(std::vector<TicketNumber> numbers);

    /// kTicketNotFound: no ticket has this number.
    [[nodiscard]] Awaitable<Result<Ticket>> read(TicketNumber number);

    /// In the order of `numbers`; those that do not exist are left out.
    [[nodiscard]] Awaitable<Result<std::vector<Ticket>>> read_all(std::vector<TicketNumber> numbers);

    /// In the order of `numbers`, each with what became of it: for those who go on where one of them cannot be read.
    [[nodiscard]] Awaitable<std::vector<Result<Ticket>>> read_each(std::vector<TicketNumber> numbers);

    [[nodiscard]] Awaitable<Result<std::vector<TicketEvent>>> history(TicketNumber number);

    /// Every ticket this number ever opened, latest first.
    [[nodiscard]] Awaitable<Result<std::vector<TicketNumber>>> of_caller(Phone phone);

private:
    [[nodiscard]] int partition_of(const std::string& text) const;
    [[nodiscard]] bool exists(const TicketNumber& number) const;
    void tell_armed(const Wake& wake) const;
    void tell_recorded(const TicketNumber& number, const Wake& wake) const;

    redis::LinkPool& link_;
    const Secrets& secrets_;
    int partitions_;
    StoreHooks hooks_;
};

}  // namespace hotline
