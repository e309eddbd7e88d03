// A record whose every version is kept: a stream in Redis whose ids are the revisions. They only grow, so Redis itself
// refuses the second of two who write the same one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Lives on its link's thread. Errors of all: kStoreUnavailable, kTooBusy, and of `append` kOutcomeUnknown.
class RevisionStream {
public:
    using Fields = std::map<std::string, std::string, std::less<>>;
    struct Entry {
        Revision revision = 0;  ///< from 1
        Fields fields;
    };

    RevisionStream(redis::LinkPool& link, std::string key) : link_(link), key_(std::move(key)) {}

    /// The latest first.
    [[nodiscard]] Awaitable<Result<std::vector<Entry>>> last(int most);
    /// All that came after `known`, in their order.
    [[nodiscard]] Awaitable<Result<std::vector<Entry>>> after(Revision known);
    /// Takes the entry as the one of its revision, 1 more than the last. False: somebody else has been faster.
    [[nodiscard]] Awaitable<Result<bool>> append(Entry entry);

private:
    redis::LinkPool& link_;
    std::string key_;
};

}  // namespace hotline
