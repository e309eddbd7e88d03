// Identifiers are types, so that a task force is never passed where a person is meant.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <utility>

namespace hotline {

/// A configured or stored identifier; `Tag` only tells the kinds apart.
template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    [[nodiscard]] bool empty() const { return value.empty(); }
    auto operator<=>(const Id&) const = default;
};

using TaskForceId = Id<struct TaskForceTag>;  ///< e.g. "IND"
using PersonId = Id<struct PersonTag>;        ///< e.g. "op1"
using CategoryId = Id<struct CategoryTag>;    ///< a leaf of the category tree, e.g. "B2"

/// 1 is the most urgent. The levels that exist are configuration.
using Urgency = int;
/// Grows by one with each commit to a ticket; 0 means "does not exist yet".
using Revision = long long;

}  // namespace hotline

template <class Tag>
struct std::hash<hotline::Id<Tag>> {
    std::size_t operator()(const hotline::Id<Tag>& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
