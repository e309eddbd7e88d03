// Who is there: when somebody who may hold tickets last used the service. A claim does not lapse while its holder is.
#pragma once

#include <string>
#include <unordered_map>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// One for each thread, on that thread's links.
class Presence {
public:
    /// What is kept may lag behind by so much.
    static constexpr std::chrono::seconds kResolution{30};

    explicit Presence(redis::LinkPool& link) : link_(link) {}

    /// Writes it down, unless that was done just now. Whether it succeeds is nobody's trouble: the next request says it
    /// again.
    [[nodiscard]] Awaitable<void> saw(PersonId person, Instant now);

    /// The beginning of time if never. kStoreUnavailable, kTooBusy.
    [[nodiscard]] Awaitable<Result<Instant>> last_seen(PersonId person);

private:
    redis::LinkPool& link_;
    std::unordered_map<std::string, Instant> written_;
};

}  // namespace hotline
