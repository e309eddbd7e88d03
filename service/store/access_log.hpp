// Who was shown what, why and from where: one stream, written before anything is shown. It is chained as
// the events of tickets are (event_chain.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/keyed_hash.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

struct Access {
    std::string id = {};    ///< Redis', when it has been written
    std::string what = {};  ///< "read", "reveal", "lookup", "export"
    PersonId by = {};
    std::string ticket = {};   ///< empty where it was about no ticket
    std::string reason = {};   ///< in the person's words
    std::string address = {};  ///< of the network
    std::string request = {};  ///< finds it in the log
    Instant at{};
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, and of `append` kOutcomeUnknown.
class AccessLog {
public:
    AccessLog(redis::LinkPool& link, const KeyedHash& hash) : link_(link), hash_(hash) {}

    [[nodiscard]] Awaitable<Result<void>> append(Access access);
    /// The latest first; `before`: the last id of the page before.
    [[nodiscard]] Awaitable<Result<std::vector<Access>>> page(std::optional<std::string> before, std::size_t limit);

private:
    redis::LinkPool& link_;
    const KeyedHash& hash_;
};

}  // namespace hotline
