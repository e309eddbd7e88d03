// Outages: while one is declared nobody is told of escalations, which all have the same cause. They are told when it
// has ended, if there is still something to say, in one message for many.
#pragma once

#include <vector>

#include "domain/person.hpp"
#include "store/outage_log.hpp"

namespace hotline {

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy; of those that write kForbidden, kOutcomeUnknown.
class Outages {
public:
    static constexpr int kMostHistory = 100;
    static constexpr std::chrono::hours kLongest{24};

    /// `world`: an outage is one of the world, whatever the service's clock shows.
    Outages(OutageLog& log, const Clock& world) : log_(log), world_(world) {}

    /// The latest first.
    [[nodiscard]] Awaitable<Result<std::vector<OutageEntry>>> history() { return log_.last(kMostHistory); }
    [[nodiscard]] Instant now() const { return world_.now(); }

    /// For so long at most (kLongest), from now on; again: anew from now on. For dispatchers, managers and
    /// administrators.
    [[nodiscard]] Awaitable<Result<void>> declare(Person by, std::chrono::minutes longest, std::string reason);
    /// No error where there is none.
    [[nodiscard]] Awaitable<Result<void>> end(Person by);

private:
    [[nodiscard]] Awaitable<Result<void>> append(OutageEntry entry);

    OutageLog& log_;
    const Clock& world_;
};

}  // namespace hotline
