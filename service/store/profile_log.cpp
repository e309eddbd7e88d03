#include "store/profile_log.hpp"

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

/// [id, [field, value, …]] as `append` wrote it; the id is "revision-0".
ProfileSwitch switch_of(const Reply& entry) {
    ProfileSwitch made;
    made.revision = to_number(entry.elements.at(0).text);
    const auto& fields = entry.elements.at(1).elements;
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        const std::string& name = fields[i].text;
        const std::string& value = fields[i + 1].text;
        if (name == "profile") made.profile = value;
        if (name == "by") made.by = PersonId(value);
        if (name == "at") made.at = Instant(std::chrono::milliseconds(to_number(value)));
        if (name == "reason") made.reason = value;
    }
    return made;
}

bool is_taken(const Result<Reply>& reply) {
    return reply && reply->is_error() && reply->text.find("equal or smaller") != std::string::npos;
}

}  // namespace

Awaitable<Result<std::vector<ProfileSwitch>>> ProfileLog::last(int most) {
    const auto reply = checked_read(co_await link_.call(
        Command("XREVRANGE").arg(keys::profile()).arg("+").arg("-").arg("COUNT").arg(static_cast<long long>(most))));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<ProfileSwitch> switches;
    for (const Reply& entry : reply->elements) switches.push_back(switch_of(entry));
    co_return switches;
}

Awaitable<Result<bool>> ProfileLog::append(ProfileSwitch entry) {
    auto reply = co_await link_.call(Command("XADD")
                                         .arg(keys::profile())
                                         .arg(std::to_string(entry.revision) + "-0")
                                         .arg("profile")
                                         .arg(entry.profile)
                                         .arg("by")
                                         .arg(entry.by.value)
                                         .arg("at")
                                         .arg(static_cast<long long>(entry.at.time_since_epoch().count()))
                                         .arg("reason")
                                         .arg(entry.reason));
    if (is_taken(reply)) co_return false;
    const auto added = checked_write(std::move(reply));
    if (!added) co_return std::unexpected(added.error());
    co_return true;
}

}  // namespace hotline
