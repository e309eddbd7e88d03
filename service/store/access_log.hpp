// Who was shown what, why and from where: one stream, written before anything is shown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
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
    explicit AccessLog(redis::LinkPool& link) : link_(link) {}

    [[nodiscard]] Awaitable<Result<void>> append(Access access);
    /// The latest first; `before`: the last id of the page before.
    [[nodiscard]] Awaitable<Result<std::vector<Access>>> page(std::optional<std::string> before, std::size_t limit);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
