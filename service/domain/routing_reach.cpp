// Which rules can never match, because an earlier one takes every ticket they ask for or because they contradict
// themselves. Sound, not complete: each proof below holds for every text, so a rule that works is never refused.
#include <algorithm>

#include "domain/routing.hpp"

namespace hotline {

std::vector<UnreachableRule> Router::unreachable() const {
    std::vector<UnreachableRule> result;
    for (std::size_t later = 0; later < compiled_.size(); ++later) {
        if (contradicts_itself(compiled_[later])) {
            result.push_back({later, std::nullopt});
            continue;
        }
        for (std::size_t earlier = 0; earlier < later; ++earlier) {
            if (!covers(compiled_[earlier], compiled_[later])) continue;
            result.push_back({later, earlier});
            break;
        }
    }
    return result;
}

bool Router::covers(const CompiledRule& earlier, const CompiledRule& later) const {
    return std::ranges::all_of(earlier.conditions, [&](const RoutingCondition& wanted) {
        return std::ranges::any_of(later.conditions, [&](const RoutingCondition& has) { return implies(has, wanted); });
    });
}

// Whether a ticket that meets `later` also meets `earlier`.
bool Router::implies(const RoutingCondition& later, const RoutingCondition& earlier) const {
    if (later.kind != earlier.kind) return false;
    switch (later.kind) {
        case ConditionKind::kEnterpriseWords:
        case ConditionKind::kWords:
            if (earlier.at_least <= 1) return every_word_contains_one_of(later.asked, earlier.asked);
            return earlier.at_least <= later.at_least && earlier.asked.includes(later.asked);
        case ConditionKind::kWithoutWords: return every_word_contains_one_of(earlier.asked, later.asked);
        default: return earlier.asked.includes(later.asked);
    }
}

// A text that has the longer word has the shorter one too. Searching the word as a text keeps the rule about whole
// Latin words.
bool Router::every_word_contains_one_of(const IndexSet& words, const IndexSet& parts) const {
    return std::ranges::all_of(words.all(), [&](std::size_t word) {
        IndexSet found(words_.size());
        words_.find(words_.word(word), found);
        return found.meets(parts);
    });
}

bool Router::contradicts_itself(const CompiledRule& rule) const {
    const auto of_kind = [&](ConditionKind kind) {
        return std::ranges::find(rule.conditions, kind, &RoutingCondition::kind);
    };
    const auto impossible = [](const RoutingCondition& each) {
        if (each.kind == ConditionKind::kWithoutWords) return false;
        return each.asked.empty() || each.asked.count_common(each.asked) < each.at_least;
    };
    if (std::ranges::any_of(rule.conditions, impossible)) return true;
    const auto words = of_kind(ConditionKind::kWords);
    const auto without = of_kind(ConditionKind::kWithoutWords);
    return words != rule.conditions.end() && without != rule.conditions.end() &&
           every_word_contains_one_of(words->asked, without->asked);
}

}  // namespace hotline
