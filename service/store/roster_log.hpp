// Every change to a person or an API token there ever was, by whom and when, in one stream. What is in force is what
// its entries add up to (desk/roster).
#pragma once

#include <variant>
#include <vector>

#include "domain/account.hpp"
#include "store/revision_stream.hpp"

namespace hotline {

struct RosterEntry {
    Revision revision = 0;  ///< of the roster as a whole
    std::variant<Account, ApiToken> changed;
    PersonId by;
    Instant at{};
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, kInternal (an entry that cannot be read),
/// and of `append` kOutcomeUnknown.
class RosterLog {
public:
    explicit RosterLog(redis::LinkPool& link);

    [[nodiscard]] Awaitable<Result<std::vector<RosterEntry>>> after(Revision known);
    /// False: somebody else has been faster with this revision.
    [[nodiscard]] Awaitable<Result<bool>> append(RosterEntry entry);

private:
    RevisionStream stream_;
};

}  // namespace hotline
