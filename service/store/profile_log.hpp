// Which SLA profile is in force, and every switch there ever was: one stream, whose last entry counts.
#pragma once

#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/revision_stream.hpp"

namespace hotline {

struct ProfileSwitch {
    Revision revision = 0;  ///< from 1; 0: nobody has ever switched, and the default of the configuration counts
    std::string profile;
    PersonId by;
    Instant at{};
    std::string reason;
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, and of `append` kOutcomeUnknown.
class ProfileLog {
public:
    explicit ProfileLog(redis::LinkPool& link);

    /// The last switches, the latest first.
    [[nodiscard]] Awaitable<Result<std::vector<ProfileSwitch>>> last(int most);

    /// Puts the switch on record as the one of its revision, 1 more than the last. False: somebody else has been
    /// faster.
    [[nodiscard]] Awaitable<Result<bool>> append(ProfileSwitch entry);

private:
    RevisionStream stream_;
};

}  // namespace hotline
