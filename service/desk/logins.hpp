// Log-in by password or by the provider, and the sessions it gives (a cookie for the browser). Sessions end by
// themselves: some time after their last use, and after a shift and a half in any case.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/keyed_hash.hpp"
#include "desk/password_hasher.hpp"
#include "desk/roster.hpp"
#include "domain/login_rules.hpp"
#include "store/credentials.hpp"
#include "store/failed_tries.hpp"
#include "store/sessions.hpp"

namespace hotline {

struct LoginRequest {
    std::string person;
    std::string password;
    std::optional<std::string> new_password;  ///< instead of a one-time password
    std::string address;
    std::string agent;
};

struct PasswordChange {
    std::string current;
    std::string wanted;
    std::string address;
    std::string kept_session;  ///< the id of the one that goes on
};

struct StartedSession {
    std::string cookie;  ///< the secret: shown to the browser, kept nowhere
    Session session;
};

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy, kOutcomeUnknown.
class Logins {
public:
    static constexpr std::size_t kShortestPassword = 12;
    static constexpr std::size_t kLongestPassword = 128;
    /// Within kTriesWindow. Whoever has logged in from an address before is not held up by what others try elsewhere:
    /// nobody can be locked out by somebody who only knows a name.
    static constexpr std::chrono::minutes kTriesWindow{15};
    static constexpr int kTriesOfAddress = 50;
    static constexpr int kTriesAtAccountFromAddress = 5;
    static constexpr int kTriesAtAccountFromNewAddresses = 20;
    static constexpr std::chrono::hours kAddressKnown{24 * 30};
    /// Log-ins by the provider that an address may begin, and those of them that may fail. Apart from passwords:
    /// whoever floods the one holds nobody up at the other.
    static constexpr int kBegunOfAddress = 1000;

    struct Stores {
        Credentials& credentials;
        Sessions& sessions;
        FailedTries& tries;
    };
    Logins(Stores stores, PasswordHasher& hasher, const KeyedHash& hash, const Clock& clock)
        : stores_(stores), hasher_(hasher), hash_(hash), clock_(clock) {}

    /// Takes effect at once, on open sessions as well.
    void use(std::shared_ptr<const LoginRules> rules) { rules_ = std::move(rules); }

    /// kBadCredentials: after the same time whether the person exists, may use a password, or not.
    /// kNewPasswordRequired, kTooManyTries, kInvalidField (the new password).
    [[nodiscard]] Awaitable<Result<StartedSession>> log_in(const Roster& roster, LoginRequest request);

    /// Of somebody who has been known by other means.
    [[nodiscard]] Awaitable<Result<StartedSession>> start(PersonId person, std::string address, std::string agent);
    /// When it ends if it is not used any more.
    [[nodiscard]] Instant end_of(const Session& session) const;

    /// Of a log-in by the provider. kTooManyTries.
    [[nodiscard]] Awaitable<Result<void>> count_begun(std::string address);
    /// It came back, and has not succeeded yet. kTooManyTries.
    [[nodiscard]] Awaitable<Result<void>> count_returned(std::string address);
    [[nodiscard]] Awaitable<Result<void>> count_succeeded(std::string address);

    /// Whose it is. Notes that it was used. kSessionNotFound: none, ended, or too old.
    [[nodiscard]] Awaitable<Result<Session>> find(std::string_view cookie);
    /// Of each id, whether its session goes on. Looking does not prolong it.
    [[nodiscard]] Awaitable<Result<std::vector<bool>>> still_open(std::vector<std::string> ids);
    [[nodiscard]] Awaitable<Result<std::vector<Session>>> sessions_of(PersonId person);
    /// Those of them with a session that is not over, each once.
    [[nodiscard]] Awaitable<Result<std::set<PersonId>>> logged_in(std::vector<PersonId> people);
    /// kSessionNotFound.
    [[nodiscard]] Awaitable<Result<void>> end(PersonId person, std::string id);
    [[nodiscard]] Awaitable<Result<void>> end_all(PersonId person);

    /// Ends all other sessions. Wrong passwords count as those of log-ins do: whoever finds a session open has no more
    /// tries than others. kBadCredentials, kTooManyTries, kInvalidField.
    [[nodiscard]] Awaitable<Result<void>> change_password(const Person& person, PasswordChange change);
    /// A new one-time password; the old one and every session end.
    [[nodiscard]] Awaitable<Result<std::string>> reset_password(PersonId person);

private:
    struct Counters {
        std::string address, account_from_address, account, known;
    };
    [[nodiscard]] Counters counters_of(const std::string& person, const std::string& address) const;
    [[nodiscard]] Awaitable<Result<void>> count_try(const Counters& counters);
    [[nodiscard]] Awaitable<Result<void>> count_success(const Counters& counters);
    [[nodiscard]] std::string counter(std::string_view purpose, const std::string& text) const;
    [[nodiscard]] Awaitable<Result<void>> keep_password(PersonId person, std::string password, bool once);
    [[nodiscard]] bool is_over(const Session& session) const { return clock_.now() >= end_of(session); }

    std::shared_ptr<const LoginRules> rules_ = std::make_shared<const LoginRules>();
    Stores stores_;
    PasswordHasher& hasher_;
    const KeyedHash& hash_;
    const Clock& clock_;
};

}  // namespace hotline
