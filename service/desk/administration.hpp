// People and API tokens: who may see them, who may change them. Administrators look after all; everybody after the
// tokens that act in their own name.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/roster.hpp"
#include "domain/login_rules.hpp"

namespace hotline {

/// What is given stays; what is absent is as it was.
struct AccountChange {
    std::optional<std::string> name = {};
    std::optional<std::vector<Role>> roles = {};
    std::optional<std::vector<TaskForceId>> task_forces = {};
    std::optional<bool> disabled = {};
    std::optional<std::string> subject = {};  ///< of the log-in provider; empty: nobody any more
};

/// Somebody whom the log-in provider knows, and what the groups there make of them.
struct Arrival {
    std::string subject;
    std::string person, name;  ///< as the provider has them
    GroupGrant grant;
};

struct NewToken {
    PersonId owner;  ///< empty: whoever asks
    std::string name;
    Scope scope;
    std::optional<Instant> expires_at;
};

struct IssuedToken {
    ApiToken token;
    std::string secret;  ///< shown once, kept nowhere
};

/// Administrators, managers, auditors and the desk see everybody; leads their task forces' people; others themselves.
[[nodiscard]] bool may_see(const Account& account, const Person& viewer);

/// kForbidden, kPersonNotFound.
[[nodiscard]] Result<Contact> contact_of(const Roster& roster, const PersonId& person, const Person& by);

/// Whose password is reset, for an administrator. kForbidden, kPersonNotFound.
[[nodiscard]] Result<PersonId> password_to_reset(const Roster& roster, std::string_view id, const Person& by);

/// What acts in somebody's name and was not revoked: one's own, or anybody's for an administrator. kForbidden.
[[nodiscard]] Result<std::vector<ApiToken>> tokens_of(const Roster& roster, const PersonId& owner,
                                                      const Person& viewer);

/// One for each thread. Errors of all: kStoreUnavailable, kTooBusy, kOutcomeUnknown, kForbidden.
class Administration {
public:
    /// Reads what was changed anywhere, puts it in force on this node, and gives it.
    using Refresh = std::function<Awaitable<Result<std::shared_ptr<const Roster>>>()>;

    Administration(RosterLog& log, Refresh refresh, const Clock& clock)
        : log_(log), refresh_(std::move(refresh)), clock_(clock) {}

    /// kPersonExists.
    [[nodiscard]] Awaitable<Result<OnRoster<Account>>> add(Person by, Account account);
    /// `seen`: the revision that was read, if that matters. kPersonNotFound, kStaleRevision, kLastAdmin, kSubjectTaken.
    [[nodiscard]] Awaitable<Result<OnRoster<Account>>> change(Person by, PersonId person, std::optional<Revision> seen,
                                                              AccountChange change);
    /// How somebody is told of what concerns them: for themselves and for administrators. kPersonNotFound.
    [[nodiscard]] Awaitable<Result<Contact>> change_contact(Person by, PersonId person, Contact contact);
    /// Who this is here. Brings in whoever is new; name, roles and task forces are the provider's to say. kNotLinked:
    /// may not log in by it (no group counts here, the account is disabled, somebody local or a break-glass account has
    /// that id). kLastAdmin.
    [[nodiscard]] Awaitable<Result<PersonId>> admit(Arrival arrival, std::shared_ptr<const LoginRules> rules);
    /// In the name of somebody else: for administrators. kPersonNotFound.
    [[nodiscard]] Awaitable<Result<IssuedToken>> issue_token(Person by, NewToken request);
    /// kTokenNotFound. Revoking what is revoked is no error.
    [[nodiscard]] Awaitable<Result<void>> revoke_token(Person by, std::string id);

private:
    using Changed = std::variant<Account, ApiToken>;
    using Decide = std::function<Result<Changed>(const Roster&)>;
    /// Decides on the newest roster, again if somebody else was faster.
    [[nodiscard]] Awaitable<Result<RosterEntry>> commit(PersonId by, Decide decide);

    RosterLog& log_;
    Refresh refresh_;
    const Clock& clock_;
};

/// The first administrator of an empty roster. False: somebody else has been faster.
[[nodiscard]] Awaitable<Result<bool>> add_first_admin(RosterLog& log, PersonId id, Instant now);

}  // namespace hotline
