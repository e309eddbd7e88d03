// A small city with the rules it works by: three task forces, three policies counted around the clock.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "calendar_samples.hpp"
#include "domain/intake.hpp"
#include "domain/rulebook.hpp"

namespace hotline::samples {

inline std::shared_ptr<const Catalogue> catalogue() {
    auto city = std::make_shared<Catalogue>();
    for (const auto* id : {"IND", "TRA", "COM", "INS"}) {
        city->task_forces.add({TaskForceId(id), {id, id}});
    }
    for (const auto* id : {"A", "B"}) city->category_groups.add({id, {id, id}});
    city->categories.add({CategoryId("A1"), "A", {}, 3, {}, {"people", "since"}, {"paid"}, {}});
    city->categories.add({CategoryId("B1"), "B", {}, 2, {}, {}, {}, {TaskForceId("TRA")}});
    city->categories.add({CategoryId("B2"), "B", {}, 3, {}, {}, {}, {}});
    city->facts.add({"people", {}, FactKind::kNumber, {}});
    city->facts.add({"since", {}, FactKind::kDate, {}});
    city->facts.add({"paid", {}, FactKind::kYesNo, {}});
    city->facts.add({"fuel", {}, FactKind::kChoice, {{"petrol", {}}, {"diesel", {}}}});
    for (const auto* id : {"industry", "transport"}) city->sectors.add({id, {id, id}});
    city->districts.add({"220102", {"南关区", "Nanguan"}});
    for (const auto* id : {"citizen", "enterprise"}) city->caller_kinds.add({id, {id, id}});
    city->channels.add({"phone", {"电话", "Phone"}});
    city->key_projects.add({"CC2022-001", "示例九号线", "220102", "甲", {}, true});
    for (int level = 1; level <= 4; ++level) city->urgencies.push_back({level, {}});
    city->default_urgency = 3;
    city->return_reasons.add({"not_ours", {}, {}, false});
    city->cancel_reasons.add({"withdrawn", {}, {}, false});
    city->wait_reasons.add({"parts", {}, {}, false});
    city->unsolved_reasons.add({"untrue", {}, {}, false});
    city->unsolved_reasons.add({"beyond_powers", {}, {}, true});
    city->handoff_targets.add({"120", {}, "120"});
    return city;
}

struct Limits {
    long long ack_hours;
    long long resolve_hours;
    long long return_hours;  ///< 0: not at all
    long long wait_hours;
};

inline SlaPolicy clock_policy(const std::string& id, const Limits& limits, bool stops_while_waiting) {
    const auto always = shared(always_spec());
    SlaPolicy policy{.id = id, .waiting_cap = {clock_hours(limits.wait_hours), always}};
    policy.target(Target::kAck) = TargetPolicy{.within = {clock_hours(limits.ack_hours), always}};
    policy.target(Target::kResolve) =
        TargetPolicy{.within = {clock_hours(limits.resolve_hours), always}, .stops_while_waiting = stops_while_waiting};
    policy.target(Target::kPart) = TargetPolicy{.within = {clock_hours(4), always}};
    policy.target(Target::kSupervision) = TargetPolicy{.within = {clock_hours(6), always}};
    policy.extension = ExtensionPolicy{{clock_hours(24), always}};
    if (limits.return_hours > 0) policy.return_window = CalendarLimit{clock_hours(limits.return_hours), always};
    return policy;
}

inline Router two_sectors(const std::shared_ptr<const Catalogue>& city) {
    std::vector<RoutingRule> rules;
    for (const auto& [sector, task_force] : {std::pair{"industry", "IND"}, {"transport", "TRA"}}) {
        RoutingRule rule{std::string("sector-") + sector, "routing.yaml", 1, {}, {}};
        rule.when.sectors = {sector};
        rule.then.task_force = TaskForceId(task_force);
        rules.push_back(std::move(rule));
    }
    return {city, std::move(rules)};
}

/// Urgency 1: "critical" 1 h / 24 h, no return; 2: "urgent" 1 h / 24 h, back within 1 h; else "normal" 2 h / 72 h, back
/// within 4 h, and its resolve clock stands still while a ticket waits.
inline SlaPolicies three_policies() {
    return SlaPolicies::make(
               "cfg-1",
               {clock_policy("critical", {1, 24, 0, 4}, false), clock_policy("urgent", {1, 24, 1, 12}, false),
                clock_policy("normal", {2, 72, 4, 24}, true)},
               {{.urgencies = {1}, .policy = "critical"}, {.urgencies = {2}, .policy = "urgent"}}, "normal")
        .value();
}

inline Person person(const std::string& id, std::vector<Role> roles, const std::vector<const char*>& task_forces = {}) {
    Person made{PersonId(id), id, std::move(roles), {}};
    for (const auto* task_force : task_forces) made.task_forces.emplace_back(task_force);
    return made;
}

inline const Person kOperator = person("op1", {Role::kOperator});
inline const Person kDispatcher = person("dis1", {Role::kDispatcher});
inline const Person kWorker = person("ind1", {Role::kStaff}, {"IND"});
inline const Person kColleague = person("ind2", {Role::kStaff}, {"IND"});
inline const Person kTransportWorker = person("tra1", {Role::kStaff}, {"TRA"});
inline const Person kLead = person("ind-lead", {Role::kLead}, {"IND"});
inline const Person kSecondLead = person("ind-lead2", {Role::kLead}, {"IND"});
inline const Person kManager = person("mgr1", {Role::kManager});
inline const Person kInspector = person("insp1", {Role::kInspector});
inline const Person kImporter = person("bot", {Role::kIntegration});

inline Rulebook rulebook() {
    const auto city = catalogue();
    Rulebook rules{city, two_sectors(city), three_policies(), {}, "cfg-1", at("2022-04-18 08:00")};
    rules.service.zone = find_time_zone("Asia/Shanghai").value();
    rules.service.dial_plan.area_code = "431";
    rules.people =
        Directory({kOperator, kDispatcher, kWorker, kColleague, kTransportWorker, kLead, kManager, kImporter});
    return rules;
}

/// Goes to IND with urgency 3.
inline NewTicket complaint(const std::string& phone = "+8613844001234") {
    NewTicket request;
    request.channel = "phone";
    request.request_fingerprint = "fp";
    request.caller.phone = Phone::from_e164(phone);
    request.caller.kind = "enterprise";
    request.matter.title = "无法复工";
    request.matter.text = "工厂的员工回不来。";
    request.matter.sector = "industry";
    return request;
}

}  // namespace hotline::samples
