#include <algorithm>

#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

long long read_amount(YamlSection& section, bool in_hours) {
    const bool hours = section.has("hours");
    const bool minutes = section.has("minutes");
    const bool days = section.has("days");
    for (const auto* key : {"hours", "minutes", "days"}) section.allow(key);
    if (in_hours ? days || hours == minutes : hours || minutes || !days) {
        section.error(in_hours ? "a limit in hours is given in either 'hours' or 'minutes'"
                               : "a limit in days is given in 'days'");
        return 1;
    }
    if (days) return section.integer("days", 1, Limit::kMostDays);
    if (minutes) return section.integer("minutes", 1, Limit::kMostMinutes);
    return section.integer("hours", 1, Limit::kMostMinutes / 60) * 60;
}

CalendarLimit read_limit(YamlSection& section, const Calendars& calendars) {
    CalendarLimit result;
    const auto name = section.text("count");
    if (const auto count = parse_count(name)) {
        result.limit.count = *count;
    } else if (!name.empty()) {
        section.error("count", "unknown count '" + name + "' (clock_hours, working_hours, working_days, natural_days)");
    }
    result.limit.amount = read_amount(section, result.limit.in_hours());
    const auto id = section.text("calendar");
    const auto calendar = calendars.find(id);
    if (calendar != calendars.end()) {
        result.calendar = calendar->second;
    } else if (!id.empty() && !calendars.empty()) {
        section.error("calendar", "unknown calendar '" + id + "'");
    }
    return result;
}

void read_targets(YamlSection& section, SlaPolicy& policy, const Calendars& calendars) {
    bool any = false;
    for (std::size_t target = 0; target < kTargetNames.size(); ++target) {
        auto limit = section.section(kTargetNames[target]);
        if (!limit) continue;
        any = true;
        const auto within = read_limit(*limit, calendars);
        policy.targets[target] = TargetPolicy{within, limit->flag("stops_while_waiting", false)};
        limit->done();
    }
    if (!any) section.error("a policy sets at least one target");
}

SlaPolicy read_policy(YamlSection& section, const Calendars& calendars) {
    SlaPolicy policy;
    policy.id = section.id("id");
    section.call("policy '" + policy.id + "'");
    read_targets(section, policy, calendars);
    if (auto window = section.section("return_window")) {
        policy.return_window = read_limit(*window, calendars);
        window->done();
    }
    section.require("waiting_cap");
    if (auto cap = section.section("waiting_cap")) {
        policy.waiting_cap = read_limit(*cap, calendars);
        cap->done();
    }
    section.done();
    return policy;
}

std::vector<SlaPolicy> read_policies(YamlSection& file, const Calendars& calendars) {
    std::vector<SlaPolicy> policies;
    for (auto& section : file.some_sections("policies", "policy")) {
        auto policy = read_policy(section, calendars);
        if (!policy.id.empty() && std::ranges::find(policies, policy.id, &SlaPolicy::id) != policies.end()) {
            section.error("policy '" + policy.id + "' is defined twice");
        }
        policies.push_back(std::move(policy));
    }
    return policies;
}

std::string read_policy_name(YamlSection& section, std::string_view key, const std::vector<SlaPolicy>& policies) {
    auto id = section.text(key);
    if (!id.empty() && std::ranges::find(policies, id, &SlaPolicy::id) == policies.end()) {
        section.error(key, "unknown policy '" + id + "'");
    }
    return id;
}

std::vector<PolicyRule> read_rules(YamlSection& file, const Catalogue& catalogue,
                                   const std::vector<SlaPolicy>& policies) {
    std::vector<PolicyRule> rules;
    for (auto& section : file.sections("rules", "policy rule")) {
        PolicyRule rule;
        rule.urgencies = read_urgency_list(section, "urgency", catalogue);
        for (const auto& [value, line] : section.list("category")) {
            const bool known = catalogue.categories.has(value) || catalogue.category_groups.has(value);
            if (!known && !catalogue.categories.all().empty())
                section.error_at(line, "unknown category '" + value + "'");
            rule.categories.push_back(value);
        }
        rule.caller_kinds = known_ids(section, "caller_kind", catalogue.caller_kinds, "caller kind");
        rule.policy = read_policy_name(section, "policy", policies);
        section.reject_empty_lists();
        section.done();
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace

std::optional<SlaPolicies> read_sla(YamlSection file, const Catalogue& catalogue, const Calendars& calendars,
                                    const std::string& version) {
    auto policies = read_policies(file, calendars);
    auto rules = read_rules(file, catalogue, policies);
    const auto otherwise = read_policy_name(file, "default", policies);
    file.done();
    if (policies.empty() || calendars.empty()) return std::nullopt;
    auto made = SlaPolicies::make(version, std::move(policies), std::move(rules), otherwise);
    if (made) return std::move(*made);
    return std::nullopt;
}

}  // namespace hotline::settings
