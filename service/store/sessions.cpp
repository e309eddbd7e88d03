#include "store/sessions.hpp"

#include <nlohmann/json.hpp>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using SessionJson = nlohmann::json;

std::string encode_session(const Session& session) {
    return SessionJson{{"person", session.person.value},
                       {"began", session.began_at.time_since_epoch().count()},
                       {"seen", session.seen_at.time_since_epoch().count()},
                       {"address", session.address},
                       {"agent", session.agent}}
        .dump();
}

/// What is no session is not there: whoever comes with it has to log in again.
Result<Session> decode_session(std::string id, std::string_view text) {
    const auto json = SessionJson::parse(text, nullptr, false);
    if (!json.is_object()) return fail(ErrorCode::kSessionNotFound, "there is no session of that id");
    const auto instant = [&](const char* name) { return Instant(std::chrono::milliseconds(json.value(name, 0LL))); };
    return Session{std::move(id),   PersonId(json.value("person", "")), instant("began"),
                   instant("seen"), json.value("address", ""),          json.value("agent", "")};
}

}  // namespace

Awaitable<Result<void>> Sessions::put(Session session, std::chrono::milliseconds lifetime) {
    const auto kept = checked_write(co_await link_.call(Command("SET")
                                                            .arg(keys::session(session.id))
                                                            .arg(encode_session(session))
                                                            .arg("PX")
                                                            .arg(static_cast<long long>(lifetime.count()))));
    if (!kept) co_return std::unexpected(kept.error());
    const auto listed = checked_write(
        co_await link_.call(Command("HSET").arg(keys::sessions_of(session.person)).arg(session.id).arg("")));
    if (!listed) co_return std::unexpected(listed.error());
    co_return Result<void>{};
}

Awaitable<Result<void>> Sessions::saw(Session session) {
    const auto kept = checked_write(co_await link_.call(
        Command("SET").arg(keys::session(session.id)).arg(encode_session(session)).arg("XX").arg("KEEPTTL")));
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

Awaitable<Result<Session>> Sessions::find(std::string id) {
    const auto reply = checked_read(co_await link_.call(Command("GET").arg(keys::session(id))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return decode_session(std::move(id), reply->text);
}

Awaitable<Result<std::vector<std::optional<Session>>>> Sessions::find_each(std::vector<std::string> ids) {
    std::vector<Command> commands;
    for (const std::string& id : ids) commands.push_back(Command("GET").arg(keys::session(id)));
    std::vector<std::optional<Session>> sessions;
    for (auto& answered : co_await link_.call_all(std::move(commands))) {
        const auto reply = checked_read(std::move(answered));
        if (!reply) co_return std::unexpected(reply.error());
        auto session = decode_session(ids[sessions.size()], reply->text);
        sessions.push_back(session ? std::optional(*std::move(session)) : std::nullopt);
    }
    co_return sessions;
}

Awaitable<Result<std::vector<Session>>> Sessions::of(PersonId person) {
    const auto ids = checked_read(co_await link_.call(Command("HKEYS").arg(keys::sessions_of(person))));
    if (!ids) co_return std::unexpected(ids.error());
    std::vector<Session> sessions;
    for (const redis::Reply& id : ids->elements) {
        auto found = co_await find(id.text);
        if (found) {
            sessions.push_back(*std::move(found));
        } else if (found.error().code == ErrorCode::kSessionNotFound) {
            (void)co_await link_.call(Command("HDEL").arg(keys::sessions_of(person)).arg(id.text));
        } else {
            co_return std::unexpected(found.error());
        }
    }
    co_return sessions;
}

Awaitable<Result<std::vector<Session>>> Sessions::of_all(std::vector<PersonId> people) {
    std::vector<Command> commands;
    for (const PersonId& person : people) commands.push_back(Command("HKEYS").arg(keys::sessions_of(person)));
    std::vector<std::string> ids;
    for (auto& answered : co_await link_.call_all(std::move(commands))) {
        const auto listed = checked_read(std::move(answered));
        if (!listed) co_return std::unexpected(listed.error());
        for (const redis::Reply& id : listed->elements) ids.push_back(id.text);
    }
    auto found = co_await find_each(std::move(ids));
    if (!found) co_return std::unexpected(found.error());
    std::vector<Session> sessions;
    for (auto& session : *found) {
        if (session) sessions.push_back(*std::move(session));
    }
    co_return sessions;
}

Awaitable<Result<void>> Sessions::end(Session session) {
    const auto gone = checked_write(co_await link_.call(Command("DEL").arg(keys::session(session.id))));
    if (!gone) co_return std::unexpected(gone.error());
    const auto unlisted =
        checked_write(co_await link_.call(Command("HDEL").arg(keys::sessions_of(session.person)).arg(session.id)));
    if (!unlisted) co_return std::unexpected(unlisted.error());
    co_return Result<void>{};
}

}  // namespace hotline
