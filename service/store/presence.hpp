// When something was last used: by whom who may hold tickets the service (a claim does not lapse while its holder is
// there), an API token by its owner.
#pragma once

#include <string>
#include <unordered_map>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "redis/link_pool.hpp"
#include "store/keys.hpp"

namespace hotline {

/// One for each thread, on that thread's links.
class Presence {
public:
    /// What is kept may lag behind by so much.
    static constexpr std::chrono::seconds kResolution{30};

    explicit Presence(redis::LinkPool& link, std::string key = keys::presence()) : link_(link), key_(std::move(key)) {}

    /// Writes it down, unless that was done just now. Whether it succeeds is nobody's trouble: the next request says it
    /// again.
    [[nodiscard]] Awaitable<void> saw(std::string who, Instant now);

    /// The beginning of time if never. kStoreUnavailable, kTooBusy.
    [[nodiscard]] Awaitable<Result<Instant>> last_seen(std::string who);

private:
    redis::LinkPool& link_;
    std::string key_;
    std::unordered_map<std::string, Instant> written_;
};

}  // namespace hotline
