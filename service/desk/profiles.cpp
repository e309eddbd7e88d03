#include "desk/profiles.hpp"

namespace hotline {
namespace {

std::unexpected<Error> stale(Revision seen, Revision current) {
    return std::unexpected(Error{ErrorCode::kStaleRevision,
                                 "you read revision " + std::to_string(seen) + " of the profile, it is now at " +
                                     std::to_string(current) + ": read it again",
                                 "If-Match",
                                 {{"current_revision", std::to_string(current)}, {"fields", "profile"}}});
}

}  // namespace

Awaitable<Result<ProfileSwitch>> Profiles::switch_to(Person person, Revision revision, SwitchRequest request) {
    if (person.scope.limits() || (!person.is(Role::kManager) && !person.is(Role::kAdmin))) {
        co_return fail(ErrorCode::kForbidden, "switching the profile is for: manager, admin");
    }
    const auto last = co_await log_.last(1);
    if (!last) co_return std::unexpected(last.error());
    const Revision current = last->empty() ? 0 : last->front().revision;
    if (current != revision) co_return stale(revision, current);
    const ProfileSwitch entry{revision + 1, std::move(request.profile), person.id, clock_.now(),
                              std::move(request.reason)};
    const auto added = co_await log_.append(entry);
    if (!added) co_return std::unexpected(added.error());
    if (!*added) co_return stale(revision, entry.revision);
    co_return entry;
}

}  // namespace hotline
