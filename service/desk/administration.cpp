#include "desk/administration.hpp"

#include <algorithm>
#include <array>

#include "base/random_token.hpp"
#include "domain/canary.hpp"

namespace hotline {
namespace {

std::unexpected<Error> for_admins() {
    return fail(ErrorCode::kForbidden, "people are looked after by: admin, with a session or a token without limits");
}

std::unexpected<Error> no_such_person(const PersonId& id) {
    return fail(ErrorCode::kPersonNotFound, "there is nobody called " + id.value);
}

bool is_active_admin(const Account& account) { return !account.disabled && account.person.is(Role::kAdmin); }

bool another_admin(const Roster& roster, const PersonId& than) {
    return std::ranges::any_of(roster.accounts(), [&](const auto& entry) {
        return entry.second.what.person.id != than && is_active_admin(entry.second.what);
    });
}

Result<void> keeps_an_admin(const Roster& roster, const Account& before, const Account& after) {
    if (!is_active_admin(before) || is_active_admin(after) || another_admin(roster, before.person.id)) return {};
    return fail(ErrorCode::kLastAdmin, "make somebody else administrator first");
}

std::unexpected<Error> not_linked() {
    return fail(ErrorCode::kNotLinked, "ask an administrator of the hotline to let you in");
}

/// The account as it is to be. Nobody who is here already is taken over: an administrator links them.
Result<Account> arrived(const Roster& roster, const Arrival& arrival, const LoginRules& rules) {
    const Account* const known = roster.find_by_subject(arrival.subject);
    const PersonId id = known != nullptr ? known->person.id : PersonId(arrival.person);
    if (arrival.grant.roles.empty() || rules.is_break_glass(id)) return not_linked();
    if (known != nullptr && known->disabled) return not_linked();
    if (known == nullptr) {
        if (!is_person_id(id.value) || is_reserved(id) || roster.accounts().contains(id.value)) return not_linked();
    }
    Account account{{id, arrival.name, arrival.grant.roles, arrival.grant.task_forces}, false, arrival.subject};
    if (account.person.name.empty()) account.person.name = known != nullptr ? known->person.name : id.value;
    if (known == nullptr) return account;
    if (auto kept = keeps_an_admin(roster, *known, account); !kept) return std::unexpected(kept.error());
    return account;
}

Account changed(Account account, const AccountChange& change) {
    if (change.name) account.person.name = *change.name;
    if (change.roles) account.person.roles = *change.roles;
    if (change.task_forces) account.person.task_forces = *change.task_forces;
    if (change.disabled) account.disabled = *change.disabled;
    if (change.subject) account.subject = *change.subject;
    return account;
}

}  // namespace

bool may_see(const Account& account, const Person& viewer) {
    constexpr std::array kSeeEverybody{Role::kAdmin,      Role::kManager,  Role::kAuditor,
                                       Role::kDispatcher, Role::kOperator, Role::kInspector};
    if (account.person.id == viewer.id) return true;
    if (std::ranges::any_of(kSeeEverybody, [&](Role role) { return viewer.is(role); })) return true;
    return viewer.is(Role::kLead) && std::ranges::any_of(account.person.task_forces,
                                                         [&](const TaskForceId& id) { return viewer.belongs_to(id); });
}

Result<Contact> contact_of(const Roster& roster, const PersonId& person, const Person& by) {
    const bool own = person == by.id && !by.scope.limits();
    if (!own && !by.administers()) return fail(ErrorCode::kForbidden, "how somebody is told say they, and: admin");
    const auto found = roster.accounts().find(person.value);
    if (found == roster.accounts().end()) return no_such_person(person);
    return found->second.what.contact;
}

Result<PersonId> password_to_reset(const Roster& roster, std::string_view id, const Person& by) {
    if (!by.administers()) return fail(ErrorCode::kForbidden, "passwords are reset by: admin");
    const Person* const whose = roster.find(id);
    if (whose == nullptr) return fail(ErrorCode::kPersonNotFound, "there is nobody of that id");
    return whose->id;
}

Result<std::vector<ApiToken>> tokens_of(const Roster& roster, const PersonId& owner, const Person& viewer) {
    if (owner != viewer.id && !viewer.administers()) {
        return fail(ErrorCode::kForbidden, "you may list your own", "owner");
    }
    std::vector<ApiToken> tokens;
    for (const auto& [id, entry] : roster.tokens()) {
        if (entry.what.owner == owner && !entry.what.revoked) tokens.push_back(entry.what);
    }
    return tokens;
}

Awaitable<Result<RosterEntry>> Administration::commit(PersonId by, Decide decide) {
    for (;;) {
        const auto roster = co_await refresh_();
        if (!roster) co_return std::unexpected(roster.error());
        auto decided = decide(**roster);
        if (!decided) co_return std::unexpected(decided.error());
        const RosterEntry entry{(*roster)->revision() + 1, *std::move(decided), by, clock_.now()};
        const auto added = co_await log_.append(entry);
        if (!added) co_return std::unexpected(added.error());
        if (!*added) continue;
        // In force here before the answer; a node that could not read it now reads it within a second.
        (void)co_await refresh_();
        co_return entry;
    }
}

Awaitable<Result<OnRoster<Account>>> Administration::add(Person by, Account account) {
    if (!by.administers()) co_return for_admins();
    const auto entry = co_await commit(by.id, [&](const Roster& roster) -> Result<Changed> {
        if (!roster.accounts().contains(account.person.id.value)) return account;
        return fail(ErrorCode::kPersonExists, account.person.id.value + " is taken; whoever left keeps the name",
                    "/id");
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return OnRoster<Account>{account, entry->revision};
}

Awaitable<Result<OnRoster<Account>>> Administration::change(Person by, PersonId person, std::optional<Revision> seen,
                                                            AccountChange change) {
    if (!by.administers()) co_return for_admins();
    const auto entry = co_await commit(by.id, [&](const Roster& roster) -> Result<Changed> {
        const auto found = roster.accounts().find(person.value);
        if (found == roster.accounts().end()) return no_such_person(person);
        const auto& [before, revision] = found->second;
        if (seen && *seen != revision) {
            return std::unexpected(Error{ErrorCode::kStaleRevision,
                                         "you read revision " + std::to_string(*seen) + " of this person, it is now " +
                                             std::to_string(revision) + ": read it again",
                                         "If-Match",
                                         {{"current_revision", std::to_string(revision)}}});
        }
        auto after = changed(before, change);
        if (auto kept = keeps_an_admin(roster, before, after); !kept) return std::unexpected(kept.error());
        const Account* const linked = roster.find_by_subject(after.subject);
        if (linked != nullptr && linked->person.id != person) {
            return fail(ErrorCode::kSubjectTaken, "it is " + linked->person.id.value + " already", "/subject");
        }
        return after;
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return OnRoster<Account>{std::get<Account>(entry->changed), entry->revision};
}

Awaitable<Result<Contact>> Administration::change_contact(Person by, PersonId person, Contact contact) {
    const auto entry = co_await commit(by.id, [&](const Roster& roster) -> Result<Changed> {
        if (const auto known = contact_of(roster, person, by); !known) return std::unexpected(known.error());
        Account account = roster.accounts().find(person.value)->second.what;
        account.contact = contact;
        return account;
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return contact;
}

Awaitable<Result<PersonId>> Administration::admit(Arrival arrival, std::shared_ptr<const LoginRules> rules) {
    const auto roster = co_await refresh_();
    if (!roster) co_return std::unexpected(roster.error());
    const auto account = arrived(**roster, arrival, *rules);
    if (!account) co_return std::unexpected(account.error());
    const Account* const known = (*roster)->find_by_subject(arrival.subject);
    if (known != nullptr && *known == *account) co_return known->person.id;
    const auto entry = co_await commit(the_system().id, [&](const Roster& newest) -> Result<Changed> {
        auto made = arrived(newest, arrival, *rules);
        if (!made) return std::unexpected(made.error());
        return *std::move(made);
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return std::get<Account>(entry->changed).person.id;
}

Awaitable<Result<IssuedToken>> Administration::issue_token(Person by, NewToken request) {
    const PersonId owner = request.owner.empty() ? by.id : request.owner;
    if (by.scope.limits()) co_return fail(ErrorCode::kForbidden, "a token with limits makes no other");
    if (owner != by.id && !by.administers()) co_return for_admins();
    IssuedToken issued;
    issued.secret = random_token("hl_");
    issued.token = {random_id(),
                    std::move(request.name),
                    owner,
                    token_digest(issued.secret),
                    std::move(request.scope),
                    request.expires_at,
                    false};
    const auto entry = co_await commit(by.id, [&](const Roster& roster) -> Result<Changed> {
        if (roster.find(owner.value) == nullptr) return no_such_person(owner);
        return issued.token;
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return issued;
}

Awaitable<Result<void>> Administration::revoke_token(Person by, std::string id) {
    if (by.scope.limits()) co_return fail(ErrorCode::kForbidden, "a token with limits revokes none");
    const auto entry = co_await commit(by.id, [&](const Roster& roster) -> Result<Changed> {
        const auto found = roster.tokens().find(id);
        const bool own = found != roster.tokens().end() && found->second.what.owner == by.id;
        if (found == roster.tokens().end() || (!own && !by.administers())) {
            return fail(ErrorCode::kTokenNotFound, "you have no token of that id");
        }
        ApiToken token = found->second.what;
        token.revoked = true;
        return token;
    });
    if (!entry) co_return std::unexpected(entry.error());
    co_return Result<void>{};
}

Awaitable<Result<bool>> add_first_admin(RosterLog& log, PersonId id, Instant now) {
    Person admin{id, id.value, {Role::kAdmin}, {}};
    co_return co_await log.append({1, Account{std::move(admin), false}, the_system().id, now});
}

}  // namespace hotline
