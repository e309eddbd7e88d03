// Who may use the service. People and the hashes of their bearer tokens come from a file (config of the installation).
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "domain/person.hpp"

namespace hotline {

/// Immutable; safe to use from every thread.
class People {
public:
    struct Entry {
        Person person;
        std::string token_sha256;  ///< 64 hexadecimal digits
    };
    explicit People(std::vector<Entry> entries);

    /// Null: nobody has this token. Tokens are random and long, so an unsalted fast hash is enough to keep them.
    [[nodiscard]] const Person* find_by_token(std::string_view token) const;

private:
    std::unordered_map<std::string, Person> by_hash_;
};

}  // namespace hotline
