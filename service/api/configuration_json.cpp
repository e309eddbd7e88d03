#include "api/configuration_json.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "base/instant.hpp"

namespace hotline::api {
namespace {

Json named(const std::string& id, const Names& name) {
    return {{"id", id}, {"name_zh", name.zh}, {"name_en", name.en}};
}

template <class T>
Json names_json(const Table<T>& table) {
    Json array = Json::array();
    for (const T& item : table.all()) array.push_back(named(Table<T>::key(item), item.name));
    return array;
}

Json districts_json(const Catalogue& catalogue) {
    Json array = Json::array();
    for (const District& district : catalogue.districts.all()) {
        array.push_back({{"code", district.code}, {"name_zh", district.name.zh}, {"name_en", district.name.en}});
    }
    return array;
}

Json urgencies_json(const Catalogue& catalogue) {
    Json array = Json::array();
    for (const UrgencyLevel& level : catalogue.urgencies) {
        array.push_back({{"level", level.level}, {"name_zh", level.name.zh}, {"name_en", level.name.en}});
    }
    return array;
}

std::string_view to_string(FactKind kind) {
    constexpr std::array<std::string_view, 7> kNames{"text", "number", "date", "time", "phone", "yes_no", "choice"};
    return kNames[static_cast<std::size_t>(kind)];
}

Json fact_json(const Fact& fact, bool required) {
    Json json = named(fact.id, fact.name);
    json["required"] = required;
    json["kind"] = to_string(fact.kind);
    json["choices"] = Json::array();
    for (const FactChoice& choice : fact.choices) json["choices"].push_back(named(choice.id, choice.name));
    return json;
}

Json reasons_json(const Table<ReasonCode>& reasons) {
    Json array = Json::array();
    for (const ReasonCode& reason : reasons.all()) {
        Json json = named(reason.id, reason.name);
        json["say_zh"] = reason.say.zh;
        json["say_en"] = reason.say.en;
        json["needs_proof"] = reason.needs_proof;
        array.push_back(std::move(json));
    }
    return array;
}

Json hand_off_targets_json(const Catalogue& catalogue) {
    Json array = Json::array();
    for (const HandoffTarget& target : catalogue.handoff_targets.all()) {
        Json json = named(target.id, target.name);
        json["phone"] = target.phone;
        array.push_back(std::move(json));
    }
    return array;
}

Json limits_json(const TextLimits& limits) {
    return {{"title", limits.title}, {"text", limits.text}, {"note", limits.note}, {"answer", limits.answer}};
}

Json categories_json(const Catalogue& catalogue) {
    Json array = Json::array();
    for (const Category& category : catalogue.categories.all()) {
        Json facts = Json::array();
        for (const std::string& id : category.required_facts)
            facts.push_back(fact_json(*catalogue.facts.find(id), true));
        for (const std::string& id : category.optional_facts)
            facts.push_back(fact_json(*catalogue.facts.find(id), false));
        array.push_back({{"id", category.id.value},
                         {"group", category.group},
                         {"name_zh", category.name.zh},
                         {"name_en", category.name.en},
                         {"urgency", category.urgency},
                         {"facts", std::move(facts)}});
    }
    return array;
}

Json key_projects_json(const Catalogue& catalogue) {
    Json array = Json::array();
    for (const KeyProject& project : catalogue.key_projects.all()) {
        array.push_back({{"code", project.code},
                         {"name", project.name},
                         {"district", project.district},
                         {"officer", project.officer},
                         {"sample", project.sample}});
    }
    return array;
}

}  // namespace

Json configuration_json(const Configuration& configuration) {
    const Rulebook& rules = configuration.rulebook;
    const Catalogue& catalogue = *rules.catalogue;
    return {{"version", rules.version},
            {"loaded_at", to_rfc3339(rules.loaded_at, *rules.service.zone)},
            {"limits", limits_json(configuration.limits)},
            {"task_forces", names_json(catalogue.task_forces)},
            {"categories", categories_json(catalogue)},
            {"districts", districts_json(catalogue)},
            {"urgencies", urgencies_json(catalogue)},
            {"caller_kinds", names_json(catalogue.caller_kinds)},
            {"sectors", names_json(catalogue.sectors)},
            {"channels", names_json(catalogue.channels)},
            {"reasons",
             {{"return", reasons_json(catalogue.return_reasons)},
              {"cancel", reasons_json(catalogue.cancel_reasons)},
              {"wait", reasons_json(catalogue.wait_reasons)},
              {"hand_off", hand_off_targets_json(catalogue)},
              {"unsolved", reasons_json(catalogue.unsolved_reasons)}}},
            {"key_projects", key_projects_json(catalogue)}};
}

}  // namespace hotline::api
