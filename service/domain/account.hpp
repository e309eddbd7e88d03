// What the service keeps of those who may use it. Entries are never deleted: who was there keeps a history.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "domain/contact.hpp"
#include "domain/person.hpp"

namespace hotline {

struct Account {
    Person person;
    bool disabled = false;
    /// Who this is to the log-in provider: its issuer and subject with a space between. Empty: nobody.
    std::string subject = {};
    Contact contact = {};
    bool operator==(const Account&) const = default;
};

/// For programs, and for people's scripts. The token itself is shown once and kept as its hash only.
struct ApiToken {
    std::string id;
    std::string name;  ///< what it is for, in its owner's words
    PersonId owner;    ///< whoever uses it acts as this person
    std::string sha256;
    Scope scope;
    std::optional<Instant> expires_at;
    bool revoked = false;
};

}  // namespace hotline
