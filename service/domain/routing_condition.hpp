// The conditions of a routing rule: as a city writes them (RoutingWhen), and as the router tests them
// (RoutingCondition).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "domain/catalogue.hpp"
#include "domain/routing_words.hpp"

namespace hotline {

/// Either anything that exists or one of `ids`; neither means no condition.
struct Selection {
    bool any = false;
    std::vector<std::string> ids;
    [[nodiscard]] bool empty() const { return !any && ids.empty(); }
};

/// All that are given must hold; within one, any entry will do.
struct RoutingWhen {
    Selection about;                      ///< a complaint about one of these task forces
    Selection project;                    ///< a key project, by code
    std::vector<std::string> categories;  ///< leaves, or groups that stand for all their leaves
    std::vector<std::string> sectors;
    std::vector<std::string> districts;
    std::vector<std::string> caller_kinds;
    std::vector<Urgency> urgencies;
    std::vector<std::string> enterprise_words;  ///< in the name of the enterprise
    std::vector<std::string> words;             ///< in title or text
    int words_at_least = 1;                     ///< how many different ones of `words`
    std::vector<std::string> without_words;     ///< none of them in title or text
};

enum class ConditionKind : unsigned char {
    kAbout,
    kProject,
    kCategory,
    kSector,
    kDistrict,
    kCallerKind,
    kUrgency,
    kEnterpriseWords,
    kWords,
    kWithoutWords,
};
inline constexpr std::size_t kSingleValueKinds =
    7;  ///< the kinds before kEnterpriseWords: a ticket has at most one value

[[nodiscard]] std::string_view to_string(ConditionKind kind);

/// The facts as indexes into the catalogue and sets of words found.
struct ResolvedFacts {
    std::array<int, kSingleValueKinds> value{};  ///< by ConditionKind; Table<>::kAbsent when not given
    IndexSet text_words;
    IndexSet enterprise_words;

    [[nodiscard]] int operator[](ConditionKind kind) const { return value[static_cast<std::size_t>(kind)]; }
};

struct RoutingCondition {
    ConditionKind kind;
    IndexSet asked;
    int at_least = 1;

    [[nodiscard]] bool holds(const ResolvedFacts& facts) const;
};

/// The single-value conditions of `when`, with ids turned into indexes.
[[nodiscard]] std::vector<RoutingCondition> value_conditions(const RoutingWhen& when, const Catalogue& catalogue);

}  // namespace hotline
