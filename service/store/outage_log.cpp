#include "store/outage_log.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

OutageLog::OutageLog(redis::LinkPool& link) : stream_(link, keys::outages()) {}

Awaitable<Result<std::vector<OutageEntry>>> OutageLog::last(int most) {
    auto entries = co_await stream_.last(most);
    if (!entries) co_return std::unexpected(entries.error());
    std::vector<OutageEntry> outages;
    for (auto& [revision, fields] : *entries) {
        const auto instant = [&](const char* name) {
            return Instant(std::chrono::milliseconds(to_number(fields[name])));
        };
        outages.push_back({revision, fields["declared"] == "true", PersonId(fields["by"]), instant("at"),
                           instant("until"), fields["reason"]});
    }
    co_return outages;
}

Awaitable<Result<bool>> OutageLog::append(OutageEntry entry) {
    co_return co_await stream_.append({entry.revision,
                                       {{"declared", entry.declared ? "true" : "false"},
                                        {"by", entry.by.value},
                                        {"at", std::to_string(entry.at.time_since_epoch().count())},
                                        {"until", std::to_string(entry.until.time_since_epoch().count())},
                                        {"reason", entry.reason}}});
}

}  // namespace hotline
