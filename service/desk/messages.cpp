#include "desk/messages.hpp"

namespace hotline {
namespace {

Result<void> may_look(const Person& by) {
    if (by.administers() || by.is(Role::kManager) || by.is(Role::kAuditor)) return {};
    return fail(ErrorCode::kForbidden, "messages are looked at by: admin, manager, auditor");
}

Result<void> may_change(const Person& by) {
    if (by.administers()) return {};
    return fail(ErrorCode::kForbidden, "dead letters are retried and discarded by: admin");
}

std::unexpected<Error> gone(const std::string& key) {
    return fail(ErrorCode::kDeadLetterNotFound, key + " has been retried or discarded meanwhile");
}

}  // namespace

Awaitable<Result<std::vector<DeliveryRecord>>> Messages::dead_letters(Person by) {
    if (const auto may = may_look(by); !may) co_return std::unexpected(may.error());
    co_return co_await outbox_.dead_letters(kMostListed);
}

Awaitable<Result<DeliveryRecord>> Messages::dead_letter(Person by, std::string key) {
    if (const auto may = may_look(by); !may) co_return std::unexpected(may.error());
    co_return co_await outbox_.dead_letter(std::move(key));
}

Awaitable<Result<std::vector<DeliveryRecord>>> Messages::ended(Person by) {
    if (const auto may = may_look(by); !may) co_return std::unexpected(may.error());
    co_return co_await outbox_.ended(kMostListed);
}

Awaitable<Result<void>> Messages::retry(Person by, std::string key, Origin origin) {
    if (const auto may = may_change(by); !may) co_return may;
    auto dead = co_await outbox_.dead_letter(key);
    if (!dead) co_return std::unexpected(dead.error());
    const auto noted = co_await record_.note_message("retry_message", by.id, dead->delivery, key, std::move(origin));
    if (!noted) co_return noted;
    const auto revived = co_await outbox_.revive(std::move(dead->delivery), world_.now());
    if (!revived) co_return std::unexpected(revived.error());
    if (!*revived) co_return gone(key);
    co_return Result<void>{};
}

Awaitable<Result<void>> Messages::discard(Person by, std::string key, std::string reason, Origin origin) {
    if (const auto may = may_change(by); !may) co_return may;
    auto dead = co_await outbox_.dead_letter(key);
    if (!dead) co_return std::unexpected(dead.error());
    const auto noted =
        co_await record_.note_message("discard_message", by.id, dead->delivery, key + ": " + reason, std::move(origin));
    if (!noted) co_return noted;
    const auto outcome = "discarded by " + by.id.value + ": " + reason;
    const auto discarded = co_await outbox_.discard(std::move(dead->delivery), outcome, world_.now());
    if (!discarded) co_return std::unexpected(discarded.error());
    if (!*discarded) co_return gone(key);
    co_return Result<void>{};
}

}  // namespace hotline
