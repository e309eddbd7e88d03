// The people there are, for whoever has to find out whom to tell. Not for log-in: that is desk/people.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "domain/person.hpp"

namespace hotline {

/// Immutable; in the order of their ids, without those that are disabled.
class Directory {
public:
    Directory() = default;
    explicit Directory(std::vector<Person> people) : people_(std::move(people)) {}

    [[nodiscard]] const std::vector<Person>& all() const { return people_; }
    [[nodiscard]] bool has(const PersonId& id) const {
        return std::ranges::find(people_, id, &Person::id) != people_.end();
    }

private:
    std::vector<Person> people_;
};

}  // namespace hotline
