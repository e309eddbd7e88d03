#include "desk/outages.hpp"

#include <algorithm>

namespace hotline {
namespace {

Result<void> may_declare(const Person& by) {
    const bool role = by.is(Role::kDispatcher) || by.is(Role::kManager) || by.is(Role::kAdmin);
    if (role && !by.scope.limits()) return {};
    return fail(ErrorCode::kForbidden, "outages are declared by: dispatcher, manager, admin");
}

}  // namespace

Awaitable<Result<void>> Outages::append(OutageEntry entry) {
    for (;;) {
        const auto last = co_await log_.last(1);
        if (!last) co_return std::unexpected(last.error());
        const bool holds = !last->empty() && last->front().holds_at(entry.at);
        if (!entry.declared && !holds) co_return Result<void>{};
        entry.revision = last->empty() ? 1 : last->front().revision + 1;
        const auto added = co_await log_.append(entry);
        if (!added) co_return std::unexpected(added.error());
        if (*added) co_return Result<void>{};
    }
}

Awaitable<Result<void>> Outages::declare(Person by, std::chrono::minutes longest, std::string reason) {
    if (const auto may = may_declare(by); !may) co_return may;
    const Instant now = world_.now();
    const Instant until = now + std::min<std::chrono::minutes>(longest, kLongest);
    co_return co_await append({0, true, by.id, now, until, std::move(reason)});
}

Awaitable<Result<void>> Outages::end(Person by) {
    if (const auto may = may_declare(by); !may) co_return may;
    co_return co_await append({0, false, by.id, world_.now(), {}, ""});
}

}  // namespace hotline
