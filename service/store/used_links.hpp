// Links of messages that have been answered by: each is good for one answer.
#pragma once

#include <string>

#include "base/async.hpp"
#include "base/error.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Lives on its link's thread. Errors of all: kStoreUnavailable, kTooBusy; of those that write also kOutcomeUnknown.
class UsedLinks {
public:
    explicit UsedLinks(redis::LinkPool& link) : link_(link) {}

    /// False: it has been used. Remembered for `lifetime`, after which the link is too old anyway.
    [[nodiscard]] Awaitable<Result<bool>> use(std::string link, std::chrono::milliseconds lifetime);
    /// It led to nothing after all.
    [[nodiscard]] Awaitable<Result<void>> give_back(std::string link);
    [[nodiscard]] Awaitable<Result<bool>> is_used(std::string link);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
