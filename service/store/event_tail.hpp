// Following one partition's events as they are committed.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "redis/link.hpp"
#include "store/event_log.hpp"

namespace hotline {

/// On a link of its own: while it waits for events Redis answers nothing else on it, and its settings must allow a call
/// to take kLongestWait. Of its link's thread. Errors of all: kStoreUnavailable, kTooBusy.
class EventTail {
public:
    static constexpr std::chrono::milliseconds kLongestWait{5000};

    EventTail(redis::Link& link, int partition) : link_(link), partition_(partition) {}

    /// The last `most` events, oldest first.
    [[nodiscard]] Awaitable<Result<std::vector<LoggedEvent>>> last(int most);
    /// Up to `most` events after the entry `id` ("0-0": the first ones), as soon as there is one. None: there was none
    /// within kLongestWait.
    [[nodiscard]] Awaitable<Result<std::vector<LoggedEvent>>> next(std::string id, int most);
    /// Whether the entry is in the stream, with this link. False after the data set has been set back or replaced.
    [[nodiscard]] Awaitable<Result<bool>> has(LoggedEvent entry);

private:
    redis::Link& link_;
    int partition_;
};

}  // namespace hotline
