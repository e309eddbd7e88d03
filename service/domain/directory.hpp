// The people there are, for whoever has to find out whom to tell. Not for log-in: that is desk/people.
#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "domain/contact.hpp"
#include "domain/person.hpp"

namespace hotline {

/// Immutable; in the order of their ids, without those that are disabled.
class Directory {
public:
    Directory() = default;
    explicit Directory(std::vector<Person> people, std::map<PersonId, Contact> contacts = {})
        : people_(std::move(people)), contacts_(std::move(contacts)) {}

    [[nodiscard]] const std::vector<Person>& all() const { return people_; }
    [[nodiscard]] bool has(const PersonId& id) const {
        return std::ranges::find(people_, id, &Person::id) != people_.end();
    }

    /// Null: there is nobody of that id.
    [[nodiscard]] const Contact* contact(const PersonId& id) const {
        static const Contact kNoWishes;
        if (!has(id)) return nullptr;
        const auto found = contacts_.find(id);
        return found == contacts_.end() ? &kNoWishes : &found->second;
    }

private:
    std::vector<Person> people_;
    std::map<PersonId, Contact> contacts_;  ///< of those who said something about it
};

}  // namespace hotline
