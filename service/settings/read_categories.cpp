#include <algorithm>
#include <array>
#include <utility>

#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr std::array<std::pair<std::string_view, FactKind>, 7> kFactKinds{{{"text", FactKind::kText},
                                                                           {"number", FactKind::kNumber},
                                                                           {"date", FactKind::kDate},
                                                                           {"time", FactKind::kTime},
                                                                           {"phone", FactKind::kPhone},
                                                                           {"yes_no", FactKind::kYesNo},
                                                                           {"choice", FactKind::kChoice}}};

FactKind read_kind(YamlSection& section) {
    const auto name = section.text("kind");
    const auto found = std::ranges::find(kFactKinds, name, &std::pair<std::string_view, FactKind>::first);
    if (found != kFactKinds.end()) return found->second;
    if (!name.empty()) {
        section.error("kind", "unknown kind of fact '" + name + "' (text, number, date, time, phone, yes_no, choice)");
    }
    return FactKind::kText;
}

std::vector<FactChoice> read_choices(YamlSection& section, FactKind kind) {
    std::vector<FactChoice> choices;
    for (auto& entry : section.sections("choices", "choice")) {
        FactChoice choice{entry.id("id"), entry.names()};
        entry.done();
        if (std::ranges::find(choices, choice.id, &FactChoice::id) != choices.end()) {
            entry.error("choice '" + choice.id + "' is defined twice");
        }
        choices.push_back(std::move(choice));
    }
    if ((kind == FactKind::kChoice) == choices.empty()) {
        section.error("a fact has choices if and only if its kind is choice");
    }
    return choices;
}

void read_facts(YamlSection& file, Catalogue& catalogue) {
    for (auto& section : file.sections("facts", "fact")) {
        Fact fact;
        fact.id = section.id("id");
        section.call("fact '" + fact.id + "'");
        fact.name = section.names();
        fact.kind = read_kind(section);
        fact.choices = read_choices(section, fact.kind);
        section.done();
        const auto id = fact.id;
        if (!id.empty() && !catalogue.facts.add(std::move(fact))) section.error("fact '" + id + "' is defined twice");
    }
}

std::vector<UrgencyRaise> read_raises(YamlSection& section, const Catalogue& catalogue) {
    std::vector<UrgencyRaise> raises;
    for (auto& entry : section.sections("raise", "raise")) {
        UrgencyRaise raise;
        raise.level = read_urgency(entry, "to", catalogue);
        entry.require("words");
        raise.words = entry.texts("words");
        entry.done();
        raises.push_back(std::move(raise));
    }
    return raises;
}

void add_missing(std::vector<std::string>& facts, const std::vector<std::string>& more,
                 const std::vector<std::string>& besides) {
    for (const auto& fact : more) {
        const bool there =
            std::ranges::find(facts, fact) != facts.end() || std::ranges::find(besides, fact) != besides.end();
        if (!there) facts.push_back(fact);
    }
}

void read_leaf(YamlSection& section, const std::string& group, const std::vector<std::string>& group_asks,
               Catalogue& catalogue) {
    Category category;
    category.id = CategoryId(section.id("id"));
    section.call("category '" + category.id.value + "'");
    category.group = group;
    category.name = section.names();
    category.urgency = read_urgency(section, "urgency", catalogue);
    category.raises = read_raises(section, catalogue);
    category.required_facts = known_ids(section, "required", catalogue.facts, "fact");
    category.assistants = read_task_force_list(section, "assistants", catalogue);
    add_missing(category.optional_facts, known_ids(section, "ask", catalogue.facts, "fact"), category.required_facts);
    add_missing(category.optional_facts, group_asks, category.required_facts);
    section.done();
    const auto id = category.id.value;
    if (id.empty()) return;
    if (catalogue.category_groups.has(id)) section.error("'" + id + "' is both a group and a category");
    if (!catalogue.categories.add(std::move(category))) section.error("category '" + id + "' is defined twice");
}

}  // namespace

void read_categories(YamlSection file, Catalogue& catalogue) {
    read_facts(file, catalogue);
    for (auto& section : file.some_sections("groups", "category group")) {
        CategoryGroup group{section.id("id"), section.names()};
        section.call("category group '" + group.id + "'");
        const auto asks = known_ids(section, "ask", catalogue.facts, "fact");
        const auto id = group.id;
        if (!id.empty() && !catalogue.category_groups.add(std::move(group))) {
            section.error("category group '" + id + "' is defined twice");
        }
        for (auto& leaf : section.some_sections("leaves", "category")) read_leaf(leaf, id, asks, catalogue);
        section.done();
    }
    file.done();
}

}  // namespace hotline::settings
