// Whether the sorted sets say of tickets what the tickets' documents and the rules say, and setting it right.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/rulebook.hpp"
#include "store/listings.hpp"
#include "store/presence.hpp"
#include "store/ticket_store.hpp"

namespace hotline {

enum class Misfiling : unsigned char {
    kQueue,     ///< its queue does not list the ticket, or in the wrong place
    kAssigned,  ///< the list of its holder, of who owes a part, or of a supervisor does not
    kTimer,     ///< set to another instant than that of what happens next by itself
    kStray,     ///< listed where it does not belong, or does not exist at all
};
inline constexpr std::array<std::string_view, 4> kMisfilingNames{"queue", "assigned", "timer", "stray"};
[[nodiscard]] constexpr std::string_view to_string(Misfiling kind) {
    return kMisfilingNames[static_cast<std::size_t>(kind)];
}

struct Finding {
    TicketNumber number;
    Misfiling kind = Misfiling::kQueue;
    std::string key;  ///< the sorted set that was wrong
};

/// A ticket as it was read, and when something has to happen to it by itself.
struct Inspected {
    Ticket ticket;
    Wake wake;
};

struct Inspection {
    std::vector<Inspected> tickets;  ///< that exist
    std::vector<Finding> findings;
    std::vector<TicketNumber> missing;
    std::vector<Error> unreadable;
};

/// What seems wrong may only have moved meanwhile: it counts as found when the store's own function says so of the very
/// revision that was read, in the same step that mends it.
class Inspector {
public:
    Inspector(TicketStore& store, Presence& presence, std::shared_ptr<const Rulebook> rules, Filing filing)
        : store_(store), presence_(presence), rules_(std::move(rules)), filing_(filing) {}

    /// kStoreUnavailable, kTooBusy, kOutcomeUnknown: some of them may have been mended.
    [[nodiscard]] Awaitable<Result<Inspection>> inspect(const Listings& listings, std::vector<long long> serials);

private:
    [[nodiscard]] Awaitable<Result<void>> look(TicketNumber number, Result<Ticket> read, const Listings& listings,
                                               Inspection& inspection);
    [[nodiscard]] Awaitable<Result<void>> look_again(TicketNumber number, const Listings& listings,
                                                     Inspection& inspection);
    /// A claim stands while its holder is there: then the timer may be set to anything up to the end of the lease that
    /// began when the holder was last seen.
    [[nodiscard]] Awaitable<Result<Wake>> wake_of(const Ticket& ticket, Wake set_to);

    TicketStore& store_;
    Presence& presence_;
    std::shared_ptr<const Rulebook> rules_;
    Filing filing_;
};

}  // namespace hotline
