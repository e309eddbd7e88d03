// The SLA profile in force (DESIGN §5): seen by everybody, switched by one act of a manager or an administrator. What
// it changes is the rulebook, which every node takes over within a second or so.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "domain/person.hpp"
#include "store/profile_log.hpp"

namespace hotline {

struct SwitchRequest {
    std::string profile;
    std::string reason;
};

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy.
class Profiles {
public:
    static constexpr int kMostHistory = 100;

    Profiles(ProfileLog& log, const Clock& clock) : log_(log), clock_(clock) {}

    /// The latest first, at most kMostHistory; empty: nobody has ever switched.
    [[nodiscard]] Awaitable<Result<std::vector<ProfileSwitch>>> history() { return log_.last(kMostHistory); }

    /// `revision`: the one that the person has seen, 0 where nobody has switched yet. Whether the profile exists is for
    /// whoever knows the configuration. kForbidden, kStaleRevision, kOutcomeUnknown.
    [[nodiscard]] Awaitable<Result<ProfileSwitch>> switch_to(Person person, Revision revision, SwitchRequest request);

private:
    ProfileLog& log_;
    const Clock& clock_;
};

}  // namespace hotline
