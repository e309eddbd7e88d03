// Tries to log in, counted for a while and then forgotten.
#pragma once

#include <chrono>
#include <string>

#include "base/async.hpp"
#include "base/error.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Lives on its link's thread; what is counted is named by a keyed hash. Errors of all: kStoreUnavailable, kTooBusy,
/// kOutcomeUnknown.
class FailedTries {
public:
    explicit FailedTries(redis::LinkPool& link) : link_(link) {}

    /// One more; how many there are now. `window` after the first of them all are forgotten.
    [[nodiscard]] Awaitable<Result<long long>> add(std::string whose, std::chrono::milliseconds window);
    /// It was none.
    [[nodiscard]] Awaitable<Result<long long>> take_back(std::string whose, std::chrono::milliseconds window);
    [[nodiscard]] Awaitable<Result<void>> forget(std::string whose);
    /// Whether there are any.
    [[nodiscard]] Awaitable<Result<bool>> any(std::string whose);

private:
    [[nodiscard]] Awaitable<Result<long long>> change(std::string whose, long long by,
                                                      std::chrono::milliseconds window);

    redis::LinkPool& link_;
};

}  // namespace hotline
