#include "store/profile_log.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

ProfileLog::ProfileLog(redis::LinkPool& link) : stream_(link, keys::profile()) {}

Awaitable<Result<std::vector<ProfileSwitch>>> ProfileLog::last(int most) {
    auto entries = co_await stream_.last(most);
    if (!entries) co_return std::unexpected(entries.error());
    std::vector<ProfileSwitch> switches;
    for (auto& [revision, fields] : *entries) {
        switches.push_back({revision, fields["profile"], PersonId(fields["by"]),
                            Instant(std::chrono::milliseconds(to_number(fields["at"]))), fields["reason"]});
    }
    co_return switches;
}

Awaitable<Result<bool>> ProfileLog::append(ProfileSwitch entry) {
    co_return co_await stream_.append({entry.revision,
                                       {{"profile", entry.profile},
                                        {"by", entry.by.value},
                                        {"at", std::to_string(entry.at.time_since_epoch().count())},
                                        {"reason", entry.reason}}});
}

}  // namespace hotline
