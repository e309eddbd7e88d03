#include "domain/routing.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace hotline {

Router::Router() : Router(std::make_shared<const Catalogue>(), {}) {}

Router::Router(std::shared_ptr<const Catalogue> catalogue, std::vector<RoutingRule> rules)
    : catalogue_(std::move(catalogue)), rules_(std::move(rules)) {
    compile_projects();
    compile_raises();
    for (const auto& rule : rules_) compile(rule);
    words_.build();
}

// The longest name wins, so that "Line 6, second part" is not taken for "Line 6".
void Router::compile_projects() {
    const auto& projects = catalogue_->key_projects.all();
    const auto add = [&](const std::string& word, std::size_t project) {
        if (word.empty()) return;
        const auto index = words_.add(word);
        project_mask_.insert(index);
        project_words_.push_back({index, static_cast<int>(project)});
    };
    for (std::size_t index = 0; index < projects.size(); ++index) {
        add(projects[index].code, index);
        add(projects[index].name, index);
        for (const auto& alias : projects[index].aliases) add(alias, index);
    }
    std::ranges::sort(project_words_, [&](const ProjectWord& one, const ProjectWord& other) {
        const auto length = words_.word(one.word).size();
        const auto other_length = words_.word(other.word).size();
        return length != other_length ? length > other_length : one.project < other.project;
    });
}

void Router::compile_raises() {
    for (const auto& category : catalogue_->categories.all()) {
        auto& raises = raises_.emplace_back();
        for (const auto& raise : category.raises) raises.push_back({raise.level, word_set(raise.words)});
    }
}

void Router::compile(const RoutingRule& rule) {
    const auto& when = rule.when;
    auto& conditions = compiled_.emplace_back().conditions;
    conditions = value_conditions(when, *catalogue_);
    if (!when.enterprise_words.empty()) {
        conditions.push_back({ConditionKind::kEnterpriseWords, word_set(when.enterprise_words)});
    }
    if (!when.words.empty()) conditions.push_back({ConditionKind::kWords, word_set(when.words), when.words_at_least});
    if (!when.without_words.empty()) {
        conditions.push_back({ConditionKind::kWithoutWords, word_set(when.without_words)});
    }
}

IndexSet Router::word_set(const std::vector<std::string>& words) {
    IndexSet set;
    for (const auto& word : words) set.insert(words_.add(word));
    return set;
}

int Router::find_project(const RoutingFacts& facts, const IndexSet& words) const {
    const auto by_code = catalogue_->key_projects.index(facts.project_code);
    if (by_code >= 0 || !words.meets(project_mask_)) return by_code;
    const auto found =
        std::ranges::find_if(project_words_, [&](const ProjectWord& entry) { return words.contains(entry.word); });
    return found->project;
}

std::pair<Urgency, UrgencyReason> Router::base_urgency(const RoutingFacts& facts, int category,
                                                       const IndexSet& words) const {
    if (facts.urgency != 0) return {facts.urgency, UrgencyReason::kOperator};
    if (category < 0) return {catalogue_->default_urgency, UrgencyReason::kDefault};
    const auto index = static_cast<std::size_t>(category);
    std::pair result{catalogue_->categories.all()[index].urgency, UrgencyReason::kCategory};
    for (const auto& raise : raises_[index]) {
        if (raise.level < result.first && words.meets(raise.words))
            result = {raise.level, UrgencyReason::kCategoryWords};
    }
    return result;
}

ResolvedFacts Router::resolve(const RoutingFacts& facts) const {
    ResolvedFacts resolved;
    resolved.text_words = IndexSet(words_.size());
    resolved.enterprise_words = IndexSet(words_.size());
    words_.find(facts.title, resolved.text_words);
    words_.find(facts.text, resolved.text_words);
    words_.find(facts.enterprise, resolved.enterprise_words);

    const auto set = [&](ConditionKind kind, int value) { resolved.value[static_cast<std::size_t>(kind)] = value; };
    const auto category = catalogue_->categories.index(facts.category);
    set(ConditionKind::kAbout, catalogue_->task_forces.index(facts.about));
    set(ConditionKind::kProject, find_project(facts, resolved.text_words));
    set(ConditionKind::kCategory, category);
    set(ConditionKind::kSector, catalogue_->sectors.index(facts.sector));
    set(ConditionKind::kDistrict, catalogue_->districts.index(facts.district));
    set(ConditionKind::kCallerKind, catalogue_->caller_kinds.index(facts.caller_kind));
    set(ConditionKind::kUrgency, base_urgency(facts, category, resolved.text_words).first);
    return resolved;
}

std::optional<std::size_t> Router::first_match(const ResolvedFacts& facts) const {
    const auto matches = [&](const CompiledRule& rule) {
        return std::ranges::all_of(rule.conditions, [&](const RoutingCondition& each) { return each.holds(facts); });
    };
    const auto found = std::ranges::find_if(compiled_, matches);
    if (found == compiled_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - compiled_.begin());
}

void Router::add_assistants(RoutingDecision& decision, const std::vector<TaskForceId>& assistants,
                            std::string_view about) const {
    for (const auto& assistant : assistants) {
        const bool unwanted = assistant == decision.task_force || assistant.value == about;
        if (!unwanted && std::ranges::find(decision.assistants, assistant) == decision.assistants.end())
            decision.assistants.push_back(assistant);
    }
}

RoutingDecision Router::decide(const RoutingFacts& facts) const {
    const auto resolved = resolve(facts);
    const auto category = resolved[ConditionKind::kCategory];
    RoutingDecision decision;
    std::tie(decision.urgency, decision.urgency_reason) = base_urgency(facts, category, resolved.text_words);
    if (const auto project = resolved[ConditionKind::kProject]; project >= 0) {
        decision.project_code = catalogue_->key_projects.all()[static_cast<std::size_t>(project)].code;
    }
    const auto match = first_match(resolved);
    if (match) {
        const auto& rule = rules_[*match];
        decision.rule = rule.name;
        decision.tags = rule.then.tags;
        decision.handoff = rule.then.handoff;
        decision.avoided = rule.then.task_force && rule.then.task_force->value == facts.about;
        if (!decision.avoided) decision.task_force = rule.then.task_force;
        if (rule.then.urgency && *rule.then.urgency < decision.urgency) {
            decision.urgency = *rule.then.urgency;
            decision.urgency_reason = UrgencyReason::kRule;
        }
    }
    if (category >= 0) {
        add_assistants(decision, catalogue_->categories.all()[static_cast<std::size_t>(category)].assistants,
                       facts.about);
    }
    if (match) add_assistants(decision, rules_[*match].then.assistants, facts.about);
    return decision;
}

}  // namespace hotline
