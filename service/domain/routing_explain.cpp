// "Why this task force?" in words: the same conditions as the decision, told one by one.
#include <algorithm>
#include <utility>

#include "domain/routing.hpp"

namespace hotline {

namespace {

constexpr std::size_t kWordsShown = 12;

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (std::size_t i = 0; i < std::min(parts.size(), kWordsShown); ++i) {
        if (i > 0) text += ", ";
        text += parts[i];
    }
    if (parts.size() > kWordsShown) text += " … (" + std::to_string(parts.size()) + " in all)";
    return text;
}

std::string selection(const Selection& selected, std::string_view anything) {
    return selected.any ? std::string(anything) : joined(selected.ids);
}

std::vector<std::string> names(const std::vector<std::size_t>& indexes, const WordSearch& words) {
    std::vector<std::string> found;
    for (const auto index : indexes) found.push_back(words.word(index));
    return found;
}

std::string or_nothing(std::string_view text) { return text.empty() ? "nothing" : std::string(text); }

}  // namespace

std::vector<RuleExplanation> Router::explain(const RoutingFacts& facts) const {
    const auto resolved = resolve(facts);
    std::vector<RuleExplanation> explanations;
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        const auto& conditions = compiled_[index].conditions;
        const auto failed =
            std::ranges::find_if_not(conditions, [&](const auto& each) { return each.holds(resolved); });
        if (failed == conditions.end()) {
            explanations.push_back(explain_match(index, facts));
            break;
        }
        explanations.push_back(explain_failure(index, *failed, facts, resolved));
    }
    return explanations;
}

RuleExplanation Router::explain_failure(std::size_t rule, const RoutingCondition& failed, const RoutingFacts& facts,
                                        const ResolvedFacts& resolved) const {
    RuleExplanation result{rules_[rule].name, rules_[rule].file, rules_[rule].line, false, {}, {}, {}, {}};
    result.condition = to_string(failed.kind);
    result.expected = expected(rule, failed);
    result.given = given(failed, facts, resolved);
    result.detail = result.condition + ": expected " + result.expected + "; given " + result.given;
    return result;
}

RuleExplanation Router::explain_match(std::size_t rule, const RoutingFacts& facts) const {
    const auto& then = rules_[rule].then;
    RuleExplanation result{rules_[rule].name, rules_[rule].file, rules_[rule].line, true, {}, {}, {}, {}};
    if (!then.task_force) {
        result.detail = "matches: the duty desk decides (triage)";
    } else if (then.task_force->value == facts.about) {
        result.detail = "matches and names " + then.task_force->value +
                        ", but the complaint is about it: the duty desk decides (triage)";
    } else {
        result.detail = "matches: goes to " + then.task_force->value;
    }
    return result;
}

std::string Router::expected(std::size_t rule, const RoutingCondition& condition) const {
    const auto& when = rules_[rule].when;
    switch (condition.kind) {
        case ConditionKind::kAbout: return "a complaint about " + selection(when.about, "any task force");
        case ConditionKind::kProject: return selection(when.project, "any key project");
        case ConditionKind::kCategory: return "one of " + joined(when.categories);
        case ConditionKind::kSector: return "one of " + joined(when.sectors);
        case ConditionKind::kDistrict: return "one of " + joined(when.districts);
        case ConditionKind::kCallerKind: return "one of " + joined(when.caller_kinds);
        case ConditionKind::kUrgency: {
            std::vector<std::string> levels;
            for (const auto level : when.urgencies) levels.push_back(std::to_string(level));
            return "one of " + joined(levels);
        }
        case ConditionKind::kEnterpriseWords: return "a name with one of " + joined(when.enterprise_words);
        case ConditionKind::kWords:
            return "at least " + std::to_string(condition.at_least) + " of the words " + joined(when.words);
        case ConditionKind::kWithoutWords: return "none of the words " + joined(when.without_words);
    }
    std::unreachable();
}

std::string Router::given(const RoutingCondition& condition, const RoutingFacts& facts,
                          const ResolvedFacts& resolved) const {
    switch (condition.kind) {
        case ConditionKind::kAbout: return or_nothing(facts.about);
        case ConditionKind::kProject: {
            const auto project = resolved[ConditionKind::kProject];
            if (project >= 0) return catalogue_->key_projects.all()[static_cast<std::size_t>(project)].code;
            if (facts.project_code.empty()) return "no code, and no key project is named in the text";
            return std::string(facts.project_code) + ", which is no key project, and none is named in the text";
        }
        case ConditionKind::kCategory: return or_nothing(facts.category);
        case ConditionKind::kSector: return or_nothing(facts.sector);
        case ConditionKind::kDistrict: return or_nothing(facts.district);
        case ConditionKind::kCallerKind: return or_nothing(facts.caller_kind);
        case ConditionKind::kUrgency: return std::to_string(resolved[ConditionKind::kUrgency]);
        case ConditionKind::kEnterpriseWords: return or_nothing(facts.enterprise);
        case ConditionKind::kWords:
        case ConditionKind::kWithoutWords: {
            const auto found = names(resolved.text_words.common(condition.asked), words_);
            return found.empty() ? "a text with none of them" : "a text with " + joined(found);
        }
    }
    std::unreachable();
}

}  // namespace hotline
