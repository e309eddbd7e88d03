// Outages that somebody declared, while which escalations are kept quiet: one stream, whose last entry counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/revision_stream.hpp"

namespace hotline {

struct OutageEntry {
    Revision revision = 0;  ///< from 1
    bool declared = false;  ///< false: it has ended
    PersonId by;
    Instant at{};
    Instant until{};  ///< at the latest; of an entry that declares
    std::string reason;

    [[nodiscard]] bool holds_at(Instant now) const { return declared && now < until; }
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, and of `append` kOutcomeUnknown.
class OutageLog {
public:
    explicit OutageLog(redis::LinkPool& link);

    /// The latest first.
    [[nodiscard]] Awaitable<Result<std::vector<OutageEntry>>> last(int most);
    /// False: somebody else has been faster with this revision.
    [[nodiscard]] Awaitable<Result<bool>> append(OutageEntry entry);

private:
    RevisionStream stream_;
};

}  // namespace hotline
