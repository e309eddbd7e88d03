#include "desk/roster.hpp"

#include <algorithm>

#include "base/random_token.hpp"

namespace hotline {
namespace {

Roster::Bearer bearer_of(const Person& owner, const ApiToken& token) {
    Roster::Bearer bearer{owner, token.id, token.expires_at};
    bearer.person.scope = token.scope;
    std::erase_if(bearer.person.task_forces, [&](const TaskForceId& id) { return !token.scope.covers(id); });
    return bearer;
}

}  // namespace

Roster Roster::with(const std::vector<RosterEntry>& entries) const {
    Roster made = *this;
    for (const RosterEntry& entry : entries) {
        made.revision_ = entry.revision;
        if (const auto* const account = std::get_if<Account>(&entry.changed)) {
            made.accounts_.insert_or_assign(account->person.id.value, OnRoster<Account>{*account, entry.revision});
        } else {
            const auto& token = std::get<ApiToken>(entry.changed);
            made.tokens_.insert_or_assign(token.id, OnRoster<ApiToken>{token, entry.revision});
        }
    }
    made.index_tokens();
    return made;
}

void Roster::index_tokens() {
    by_hash_.clear();
    for (const auto& [id, token] : tokens_) {
        const Person* const owner = find(token.what.owner.value);
        if (owner != nullptr && !token.what.revoked) {
            by_hash_.emplace(token.what.sha256, bearer_of(*owner, token.what));
        }
    }
}

const Person* Roster::find(std::string_view person) const {
    const auto found = accounts_.find(person);
    return found == accounts_.end() || found->second.what.disabled ? nullptr : &found->second.what.person;
}

const Account* Roster::find_by_subject(std::string_view subject) const {
    if (subject.empty()) return nullptr;
    const auto found =
        std::ranges::find_if(accounts_, [&](const auto& entry) { return entry.second.what.subject == subject; });
    return found == accounts_.end() ? nullptr : &found->second.what;
}

const Roster::Bearer* Roster::find_by_token(std::string_view token) const {
    const auto found = by_hash_.find(token_digest(token));
    return found == by_hash_.end() ? nullptr : &found->second;
}

const Roster::Bearer* Roster::find_by_token_id(std::string_view id) const {
    const auto token = tokens_.find(id);
    const auto found = token == tokens_.end() ? by_hash_.end() : by_hash_.find(token->second.what.sha256);
    return found == by_hash_.end() ? nullptr : &found->second;
}

Directory Roster::directory() const {
    std::vector<Person> people;
    std::map<PersonId, Contact> contacts;
    for (const auto& [id, account] : accounts_) {
        if (account.what.disabled) continue;
        people.push_back(account.what.person);
        if (account.what.contact != Contact{}) contacts.emplace(account.what.person.id, account.what.contact);
    }
    return Directory(std::move(people), std::move(contacts));
}

}  // namespace hotline
