#include <algorithm>

#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr std::string_view kAny = "any";

/// `any`, or ids of the table.
template <class T>
Selection read_selection(YamlSection& section, std::string_view key, const Table<T>& table, std::string_view kind) {
    const auto given = section.list(key);
    if (given.size() == 1 && given.front().value == kAny) return {true, {}};
    return {false, known_ids(section, key, table, kind)};
}

std::vector<std::string> read_category_list(YamlSection& section, const Catalogue& catalogue) {
    std::vector<std::string> ids;
    for (const auto& [value, line] : section.list("category")) {
        const bool known = catalogue.categories.has(value) || catalogue.category_groups.has(value);
        if (!known && !catalogue.categories.all().empty()) section.error_at(line, "unknown category '" + value + "'");
        ids.push_back(value);
    }
    return ids;
}

void read_words(YamlSection& section, RoutingWhen& when) {
    auto words = section.section("words");
    if (!words) return;
    when.words = words->texts("any");
    when.without_words = words->texts("none");
    if (words->has("at_least")) {
        when.words_at_least = static_cast<int>(words->integer("at_least", 1, 100));
        if (when.words.size() < static_cast<std::size_t>(when.words_at_least)) {
            words->error("at_least", "'at_least' asks for more words than there are in 'any'");
        }
    } else {
        words->allow("at_least");
    }
    if (when.words.empty() && when.without_words.empty()) words->error("'words' needs 'any' or 'none'");
    words->reject_empty_lists();
    words->done();
}

RoutingWhen read_when(YamlSection& section, const Catalogue& catalogue) {
    RoutingWhen when;
    when.about = read_selection(section, "about", catalogue.task_forces, "task force");
    when.project = read_selection(section, "project", catalogue.key_projects, "key project");
    when.categories = read_category_list(section, catalogue);
    when.sectors = known_ids(section, "sector", catalogue.sectors, "sector");
    when.districts = known_ids(section, "district", catalogue.districts, "district");
    when.caller_kinds = known_ids(section, "caller_kind", catalogue.caller_kinds, "caller kind");
    when.urgencies = read_urgency_list(section, "urgency", catalogue);
    when.enterprise_words = section.texts("enterprise");
    read_words(section, when);
    section.reject_empty_lists();
    section.done();
    return when;
}

RoutingThen read_then(YamlSection& section, const Catalogue& catalogue) {
    RoutingThen then;
    const auto task_forces = read_task_force_list(section, "task_force", catalogue);
    const bool triage = section.flag("triage", false);
    if (section.has("task_force") == triage) section.error("'then' must name either a task_force or triage: true");
    if (task_forces.size() > 1) section.error("task_force", "a rule names one task force; others can be assistants");
    if (!task_forces.empty()) then.task_force = task_forces.front();
    const auto urgencies = read_urgency_list(section, "urgency", catalogue);
    if (urgencies.size() > 1) section.error("urgency", "a rule sets one urgency");
    if (!urgencies.empty()) then.urgency = urgencies.front();
    const auto handoffs = known_ids(section, "handoff", catalogue.handoff_targets, "hand-off target");
    if (handoffs.size() > 1) section.error("handoff", "a rule names one hand-off target");
    if (!handoffs.empty()) then.handoff = handoffs.front();
    then.assistants = read_task_force_list(section, "assistants", catalogue);
    then.tags = section.texts("tags");
    section.done();
    return then;
}

RoutingRule read_rule(YamlSection& section, const Catalogue& catalogue) {
    RoutingRule rule;
    rule.name = section.id("name");
    rule.file = section.file();
    rule.line = section.line();
    section.call("rule '" + rule.name + "'");
    if (auto when = section.section("when")) {
        when->call("'when' of rule '" + rule.name + "'");
        rule.when = read_when(*when, catalogue);
    }
    section.require("then");
    if (auto then = section.section("then")) {
        then->call("'then' of rule '" + rule.name + "'");
        rule.then = read_then(*then, catalogue);
    }
    section.done();
    return rule;
}

}  // namespace

std::vector<RoutingRule> read_routing(YamlSection file, const Catalogue& catalogue) {
    std::vector<RoutingRule> rules;
    for (auto& section : file.some_sections("rules", "rule")) {
        auto rule = read_rule(section, catalogue);
        const auto twice = std::ranges::find(rules, rule.name, &RoutingRule::name);
        if (!rule.name.empty() && twice != rules.end()) {
            section.error("rule '" + rule.name + "' is defined twice, first in line " + std::to_string(twice->line));
        }
        rules.push_back(std::move(rule));
    }
    file.done();
    return rules;
}

void check_reachable(const Router& router, ConfigurationErrors& errors) {
    for (const auto& [index, by] : router.unreachable()) {
        const auto& rule = router.rules()[index];
        std::string message = "rule '" + rule.name + "' can never match: ";
        if (by) {
            const auto& earlier = router.rules()[*by];
            message += "rule '" + earlier.name + "' in line " + std::to_string(earlier.line) + " takes all its tickets";
        } else {
            message += "its conditions contradict each other";
        }
        errors.push_back({rule.file, rule.line, std::move(message)});
    }
}

}  // namespace hotline::settings
