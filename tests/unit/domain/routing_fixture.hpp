// A little city to route in.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "domain/routing.hpp"

namespace hotline::test {

inline std::shared_ptr<const Catalogue> small_city() {
    auto city = std::make_shared<Catalogue>();
    for (const auto* id : {"IND", "CON", "TRA", "KEY", "INS"}) {
        city->task_forces.add({TaskForceId(id), {id, id}});
    }
    for (const auto* id : {"A", "B"}) city->category_groups.add({id, {id, id}});
    city->categories.add({CategoryId("A2"), "A", {}, 3, {{2, {"今天上班", "夜班"}}}, {}, {}, {}});
    city->categories.add({CategoryId("B1"), "B", {}, 3, {}, {}, {}, {TaskForceId("TRA")}});
    city->categories.add({CategoryId("B2"), "B", {}, 2, {}, {}, {}, {TaskForceId("TRA"), TaskForceId("INS")}});
    for (const auto* id : {"industry", "construction"}) city->sectors.add({id, {id, id}});
    for (const auto* id : {"220102", "220103"}) city->districts.add({id, {id, id}});
    for (const auto* id : {"enterprise", "citizen"}) city->caller_kinds.add({id, {id, id}});
    city->key_projects.add({"CC2022-001", "轨道交通示例九号线", "220102", "甲", {"示例九号线"}, true});
    city->key_projects.add({"CC2022-002", "轨道交通示例九号线二期", "220102", "乙", {}, true});
    for (int level = 1; level <= 4; ++level) city->urgencies.push_back({level, {}});
    city->default_urgency = 3;
    return city;
}

inline RoutingRule rule(std::string name, RoutingWhen when, const char* task_force) {
    RoutingRule made{std::move(name), "routing.yaml", 1, std::move(when), {}};
    if (task_force != nullptr) made.then.task_force = TaskForceId(task_force);
    return made;
}

inline RoutingWhen sector(std::vector<std::string> ids) {
    RoutingWhen when;
    when.sectors = std::move(ids);
    return when;
}

inline RoutingWhen category(std::vector<std::string> ids) {
    RoutingWhen when;
    when.categories = std::move(ids);
    return when;
}

inline RoutingWhen words(std::vector<std::string> any, std::vector<std::string> none = {}, int at_least = 1) {
    RoutingWhen when;
    when.words = std::move(any);
    when.without_words = std::move(none);
    when.words_at_least = at_least;
    return when;
}

inline Router router(std::vector<RoutingRule> rules) { return {small_city(), std::move(rules)}; }

inline std::string owner(const RoutingDecision& decision) {
    return decision.task_force ? decision.task_force->value : "triage";
}

}  // namespace hotline::test
