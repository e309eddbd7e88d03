// Who may use the service, and by which token: what the entries of the roster's log add up to.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/directory.hpp"
#include "store/roster_log.hpp"

namespace hotline {

/// What is known of one person or token, and the roster's revision at which it was last changed.
template <class T>
struct OnRoster {
    T what;
    Revision revision = 0;
};

/// Immutable; safe to use from every thread.
class Roster {
public:
    /// This one and what came after it.
    [[nodiscard]] Roster with(const std::vector<RosterEntry>& entries) const;

    [[nodiscard]] Revision revision() const { return revision_; }
    /// In the order of their ids, whoever is disabled included.
    [[nodiscard]] const std::map<std::string, OnRoster<Account>, std::less<>>& accounts() const { return accounts_; }
    [[nodiscard]] const std::map<std::string, OnRoster<ApiToken>, std::less<>>& tokens() const { return tokens_; }
    /// Null: there is nobody of that id, or the account is disabled.
    [[nodiscard]] const Person* find(std::string_view person) const;

    /// Disabled or not. Null: nobody is linked to that one of the provider's.
    [[nodiscard]] const Account* find_by_subject(std::string_view subject) const;

    /// Somebody who came with a token, and may do no more than it was made for.
    struct Bearer {
        Person person;
        std::string token_id;
        std::optional<Instant> expires_at;
    };
    /// Null: no such token, or its owner is disabled, or it was revoked. Whether it has expired is for whoever knows
    /// the time. Tokens are random and long, so an unsalted fast hash is enough to keep them.
    [[nodiscard]] const Bearer* find_by_token(std::string_view token) const;

    /// The same by the token's id.
    [[nodiscard]] const Bearer* find_by_token_id(std::string_view id) const;

    /// Without those that are disabled.
    [[nodiscard]] Directory directory() const;

private:
    void index_tokens();

    Revision revision_ = 0;
    std::map<std::string, OnRoster<Account>, std::less<>> accounts_;
    std::map<std::string, OnRoster<ApiToken>, std::less<>> tokens_;
    std::unordered_map<std::string, Bearer> by_hash_;
};

}  // namespace hotline
