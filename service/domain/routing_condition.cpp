#include "domain/routing_condition.hpp"

#include <utility>

namespace hotline {

namespace {

template <class T>
IndexSet indexes(const Table<T>& table, const std::vector<std::string>& ids) {
    IndexSet set(table.all().size());
    for (const auto& id : ids) {
        if (const auto index = table.index(id); index >= 0) set.insert(static_cast<std::size_t>(index));
    }
    return set;
}

template <class T>
IndexSet indexes(const Table<T>& table, const Selection& selection) {
    if (!selection.any) return indexes(table, selection.ids);
    IndexSet set(table.all().size());
    for (std::size_t index = 0; index < table.all().size(); ++index) set.insert(index);
    return set;
}

IndexSet category_indexes(const Catalogue& catalogue, const std::vector<std::string>& leaves_and_groups) {
    IndexSet set(catalogue.categories.all().size());
    for (const auto& id : leaves_and_groups) {
        for (std::size_t index = 0; index < catalogue.categories.all().size(); ++index) {
            const auto& category = catalogue.categories.all()[index];
            if (category.id.value == id || category.group == id) set.insert(index);
        }
    }
    return set;
}

IndexSet levels(const std::vector<Urgency>& urgencies) {
    IndexSet set;
    for (const auto level : urgencies) {
        if (level >= 0) set.insert(static_cast<std::size_t>(level));
    }
    return set;
}

}  // namespace

std::string_view to_string(ConditionKind kind) {
    switch (kind) {
        case ConditionKind::kAbout: return "about";
        case ConditionKind::kProject: return "project";
        case ConditionKind::kCategory: return "category";
        case ConditionKind::kSector: return "sector";
        case ConditionKind::kDistrict: return "district";
        case ConditionKind::kCallerKind: return "caller_kind";
        case ConditionKind::kUrgency: return "urgency";
        case ConditionKind::kEnterpriseWords: return "enterprise";
        case ConditionKind::kWords: return "words";
        case ConditionKind::kWithoutWords: return "without_words";
    }
    std::unreachable();
}

bool RoutingCondition::holds(const ResolvedFacts& facts) const {
    switch (kind) {
        case ConditionKind::kEnterpriseWords: return facts.enterprise_words.meets(asked);
        case ConditionKind::kWords:
            return at_least <= 1 ? facts.text_words.meets(asked) : facts.text_words.count_common(asked) >= at_least;
        case ConditionKind::kWithoutWords: return !facts.text_words.meets(asked);
        default: return facts[kind] >= 0 && asked.contains(static_cast<std::size_t>(facts[kind]));
    }
}

std::vector<RoutingCondition> value_conditions(const RoutingWhen& when, const Catalogue& catalogue) {
    std::vector<RoutingCondition> conditions;
    const auto add = [&](ConditionKind kind, bool given, IndexSet asked) {
        if (given) conditions.push_back({kind, std::move(asked)});
    };
    add(ConditionKind::kAbout, !when.about.empty(), indexes(catalogue.task_forces, when.about));
    add(ConditionKind::kProject, !when.project.empty(), indexes(catalogue.key_projects, when.project));
    add(ConditionKind::kCategory, !when.categories.empty(), category_indexes(catalogue, when.categories));
    add(ConditionKind::kSector, !when.sectors.empty(), indexes(catalogue.sectors, when.sectors));
    add(ConditionKind::kDistrict, !when.districts.empty(), indexes(catalogue.districts, when.districts));
    add(ConditionKind::kCallerKind, !when.caller_kinds.empty(), indexes(catalogue.caller_kinds, when.caller_kinds));
    add(ConditionKind::kUrgency, !when.urgencies.empty(), levels(when.urgencies));
    return conditions;
}

}  // namespace hotline
