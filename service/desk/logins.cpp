#include "desk/logins.hpp"

#include <algorithm>

#include "base/random_token.hpp"

namespace hotline {
namespace {

constexpr std::chrono::minutes kSeenResolution{1};
// Half of the digest names a session as well as the whole, and shows less of it.
constexpr std::size_t kSessionIdDigits = 32;

std::string session_id(std::string_view cookie) { return token_digest(cookie).substr(0, kSessionIdDigits); }

Result<void> check_new_password(const std::string& password, std::string_view person, const std::string& field) {
    if (password.size() < Logins::kShortestPassword || password.size() > Logins::kLongestPassword) {
        return fail(ErrorCode::kInvalidField, "a password has 12 to 128 bytes", field);
    }
    if (password.find(person) != std::string::npos) {
        return fail(ErrorCode::kInvalidField, "a password does not contain the name it is for", field);
    }
    return {};
}

std::unexpected<Error> too_many_tries() {
    const auto seconds = std::chrono::seconds(Logins::kTriesWindow).count();
    return std::unexpected(Error{ErrorCode::kTooManyTries,
                                 "wait a quarter of an hour, or ask an administrator for a new password",
                                 "",
                                 {{"retry_after", std::to_string(seconds)}}});
}

std::unexpected<Error> no_such_session() { return fail(ErrorCode::kSessionNotFound, "you have no session of that id"); }

std::unexpected<Error> bad_credentials() {
    return fail(ErrorCode::kBadCredentials, "check the name and the password, and that Caps Lock is off");
}

}  // namespace

std::string Logins::counter(std::string_view purpose, const std::string& text) const {
    return to_base64url(hash_.hash(purpose, text));
}

Logins::Counters Logins::counters_of(const std::string& person, const std::string& address) const {
    const std::string both = person + '\n' + address;
    return {counter("tries-address", address), counter("tries-both", both), counter("tries-account", person),
            counter("known-address", both)};
}

// Counted before the password is looked at, so that many at once cannot slip through; taken back when it was right.
Awaitable<Result<void>> Logins::count_try(const Counters& counters) {
    FailedTries& tries = stores_.tries;
    const auto of_address = co_await tries.add(counters.address, kTriesWindow);
    if (!of_address) co_return std::unexpected(of_address.error());
    const auto of_both = co_await tries.add(counters.account_from_address, kTriesWindow);
    if (!of_both) co_return std::unexpected(of_both.error());
    if (*of_address > kTriesOfAddress || *of_both > kTriesAtAccountFromAddress) co_return too_many_tries();
    const auto known = co_await tries.any(counters.known);
    if (!known) co_return std::unexpected(known.error());
    if (*known) co_return Result<void>{};
    const auto of_account = co_await tries.add(counters.account, kTriesWindow);
    if (!of_account) co_return std::unexpected(of_account.error());
    if (*of_account > kTriesAtAccountFromNewAddresses) co_return too_many_tries();
    co_return Result<void>{};
}

Awaitable<Result<void>> Logins::count_success(const Counters& counters) {
    FailedTries& tries = stores_.tries;
    const auto address = co_await tries.take_back(counters.address, kTriesWindow);
    if (!address) co_return std::unexpected(address.error());
    if (auto forgotten = co_await tries.forget(counters.account_from_address); !forgotten) co_return forgotten;
    const auto known = co_await tries.any(counters.known);
    if (!known) co_return std::unexpected(known.error());
    if (*known) co_return Result<void>{};
    const auto account = co_await tries.take_back(counters.account, kTriesWindow);
    if (!account) co_return std::unexpected(account.error());
    const auto remembered = co_await tries.add(counters.known, kAddressKnown);
    if (!remembered) co_return std::unexpected(remembered.error());
    co_return Result<void>{};
}

Awaitable<Result<void>> Logins::count_begun(std::string address) {
    const auto begun = co_await stores_.tries.add(counter("begun-address", address), kTriesWindow);
    if (!begun) co_return std::unexpected(begun.error());
    if (*begun > kBegunOfAddress) co_return too_many_tries();
    co_return Result<void>{};
}

Awaitable<Result<void>> Logins::count_returned(std::string address) {
    const auto returned = co_await stores_.tries.add(counter("returned-address", address), kTriesWindow);
    if (!returned) co_return std::unexpected(returned.error());
    if (*returned > kTriesOfAddress) co_return too_many_tries();
    co_return Result<void>{};
}

Awaitable<Result<void>> Logins::count_succeeded(std::string address) {
    const auto left = co_await stores_.tries.take_back(counter("returned-address", address), kTriesWindow);
    if (!left) co_return std::unexpected(left.error());
    co_return Result<void>{};
}

Awaitable<Result<StartedSession>> Logins::log_in(const Roster& roster, LoginRequest request) {
    const auto counters = counters_of(request.person, request.address);
    if (const auto counted = co_await count_try(counters); !counted) co_return std::unexpected(counted.error());
    const PersonId id(request.person);
    const bool known = roster.find(request.person) != nullptr && rules_->may_use_password(id);
    const auto stored = co_await stores_.credentials.find(id);
    if (!stored) co_return std::unexpected(stored.error());
    const auto right = co_await hasher_.verify(known ? stored->hash : "", request.password);
    if (!right) co_return std::unexpected(right.error());
    if (!*right) co_return bad_credentials();
    if (const auto counted = co_await count_success(counters); !counted) co_return std::unexpected(counted.error());
    if (stored->once) {
        if (!request.new_password) {
            co_return fail(ErrorCode::kNewPasswordRequired, "send the password of your choice as new_password",
                           "/new_password");
        }
        const auto good = check_new_password(*request.new_password, request.person, "/new_password");
        if (!good) co_return std::unexpected(good.error());
        const auto kept = co_await keep_password(id, *request.new_password, false);
        if (!kept) co_return std::unexpected(kept.error());
    }
    co_return co_await start(id, request.address, request.agent);
}

Awaitable<Result<StartedSession>> Logins::start(PersonId person, std::string address, std::string agent) {
    StartedSession started{random_token(), {}};
    const Instant now = clock_.now();
    started.session = {session_id(started.cookie), std::move(person), now, now, std::move(address), std::move(agent)};
    const auto kept = co_await stores_.sessions.put(started.session, rules_->longest);
    if (!kept) co_return std::unexpected(kept.error());
    co_return started;
}

Instant Logins::end_of(const Session& session) const {
    return std::min<Instant>(session.seen_at + rules_->idle, session.began_at + rules_->longest);
}

Awaitable<Result<Session>> Logins::find(std::string_view cookie) {
    auto session = co_await stores_.sessions.find(session_id(cookie));
    if (!session) co_return session;
    if (is_over(*session)) co_return no_such_session();
    if (clock_.now() - session->seen_at >= kSeenResolution) {
        session->seen_at = clock_.now();
        if (const auto kept = co_await stores_.sessions.saw(*session); !kept) co_return std::unexpected(kept.error());
    }
    co_return session;
}

Awaitable<Result<std::vector<bool>>> Logins::still_open(std::vector<std::string> ids) {
    const auto found = co_await stores_.sessions.find_each(std::move(ids));
    if (!found) co_return std::unexpected(found.error());
    std::vector<bool> open;
    open.reserve(found->size());
    for (const auto& session : *found) open.push_back(session && !is_over(*session));
    co_return open;
}

Awaitable<Result<std::vector<Session>>> Logins::sessions_of(PersonId person) {
    auto sessions = co_await stores_.sessions.of(std::move(person));
    if (sessions) std::erase_if(*sessions, [&](const Session& session) { return is_over(session); });
    co_return sessions;
}

Awaitable<Result<std::set<PersonId>>> Logins::logged_in(std::vector<PersonId> people) {
    const auto sessions = co_await stores_.sessions.of_all(std::move(people));
    if (!sessions) co_return std::unexpected(sessions.error());
    std::set<PersonId> there;
    for (const Session& session : *sessions) {
        if (!is_over(session)) there.insert(session.person);
    }
    co_return there;
}

Awaitable<Result<void>> Logins::end(PersonId person, std::string id) {
    const auto session = co_await stores_.sessions.find(id);
    if (!session) co_return std::unexpected(session.error());
    if (session->person != person) co_return no_such_session();
    co_return co_await stores_.sessions.end(*session);
}

Awaitable<Result<void>> Logins::end_all(PersonId person) {
    const auto sessions = co_await stores_.sessions.of(std::move(person));
    if (!sessions) co_return std::unexpected(sessions.error());
    for (const Session& session : *sessions) {
        if (auto ended = co_await stores_.sessions.end(session); !ended) co_return ended;
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> Logins::keep_password(PersonId person, std::string password, bool once) {
    auto hash = co_await hasher_.hash(std::move(password));
    if (!hash) co_return std::unexpected(hash.error());
    co_return co_await stores_.credentials.put(std::move(person), {*std::move(hash), once});
}

Awaitable<Result<void>> Logins::change_password(const Person& person, PasswordChange change) {
    const PersonId id = person.id;
    if (auto good = check_new_password(change.wanted, id.value, "/new_password"); !good) co_return good;
    const auto counters = counters_of(id.value, change.address);
    if (auto counted = co_await count_try(counters); !counted) co_return counted;
    const auto stored = co_await stores_.credentials.find(id);
    if (!stored) co_return std::unexpected(stored.error());
    const auto right = co_await hasher_.verify(stored->hash, std::move(change.current));
    if (!right) co_return std::unexpected(right.error());
    if (!*right) co_return bad_credentials();
    if (auto counted = co_await count_success(counters); !counted) co_return counted;
    if (auto put = co_await keep_password(id, std::move(change.wanted), false); !put) co_return put;
    const auto sessions = co_await stores_.sessions.of(id);
    if (!sessions) co_return std::unexpected(sessions.error());
    for (const Session& session : *sessions) {
        if (session.id == change.kept_session) continue;
        if (auto ended = co_await stores_.sessions.end(session); !ended) co_return ended;
    }
    co_return Result<void>{};
}

Awaitable<Result<std::string>> Logins::reset_password(PersonId person) {
    std::string password = random_token();
    if (const auto put = co_await keep_password(person, password, true); !put) co_return std::unexpected(put.error());
    if (const auto ended = co_await end_all(person); !ended) co_return std::unexpected(ended.error());
    co_return password;
}

}  // namespace hotline
