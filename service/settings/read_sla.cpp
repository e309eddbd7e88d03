#include <algorithm>

#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr long long kMostPercent = 1000;

using Ladders = std::map<std::string, std::shared_ptr<const Ladder>, std::less<>>;

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

std::optional<CalendarLimit> read_optional_limit(YamlSection& section, std::string_view key,
                                                 const Calendars& calendars) {
    auto limit = section.section(key);
    if (!limit) return std::nullopt;
    auto read = read_limit(*limit, calendars);
    limit->done();
    return read;
}

std::optional<Repeat> read_repeat(YamlSection& step, const Calendars& calendars) {
    auto section = step.section("repeat");
    if (!section) return std::nullopt;
    Repeat repeat;
    section->require("every");
    if (auto every = section->section("every")) {
        repeat.every = read_limit(*every, calendars);
        every->done();
    }
    repeat.most = static_cast<int>(section->integer("most", 1, Repeat::kMost));
    const auto until = section->text("until");
    if (until == kUntilNames[Repeat::kMet]) {
        repeat.until = Repeat::kMet;
    } else if (!until.empty() && until != kUntilNames[Repeat::kActed]) {
        section->error("until", "it is repeated until 'acted' or 'met', not '" + until + "'");
    }
    section->done();
    return repeat;
}

LadderStep read_step(YamlSection& section, const Catalogue& catalogue, const Calendars& calendars) {
    LadderStep step;
    step.level = section.id("level");
    if (section.has("after")) {
        section.allow("at_percent");
        if (section.has("at_percent")) section.error("a step has either 'at_percent' or 'after'");
        if (auto after = section.section("after")) {
            step.after = read_limit(*after, calendars);
            after->done();
        }
    } else if (section.has("at_percent")) {
        step.percent = static_cast<int>(section.integer("at_percent", 1, kMostPercent));
    } else {
        section.require("at_percent");
    }
    step.notify = section.texts("notify");
    step.raises_urgency = section.flag("raise_urgency", false);
    if (section.has("add")) {
        const auto added = read_task_force_list(section, "add", catalogue);
        if (added.size() > 1) section.error("add", "a step adds one task force");
        if (!added.empty()) step.adds = added.front();
    } else {
        section.allow("add");
    }
    step.to_desk = section.flag("to_desk", false);
    step.repeat = read_repeat(section, calendars);
    section.done();
    return step;
}

bool unreadable(const LadderStep& step) {
    return step.level.empty() || (step.after ? !step.after->calendar : step.percent == 0) ||
           (step.repeat && !step.repeat->every.calendar);
}

Ladders read_ladders(YamlSection& file, const Catalogue& catalogue, const Calendars& calendars) {
    Ladders ladders;
    for (auto& section : file.sections("ladders", "ladder")) {
        const auto id = section.id("id");
        section.call("ladder '" + id + "'");
        std::vector<LadderStep> steps;
        auto written = section.some_sections("steps", "step");
        for (auto& step : written) steps.push_back(read_step(step, catalogue, calendars));
        section.done();
        if (ladders.contains(id)) section.error("ladder '" + id + "' is defined twice");
        // A ladder that cannot be read has a name all the same: what is wrong with it has been said.
        const auto known = ladders.emplace(id, nullptr).first;
        if (id.empty() || std::ranges::any_of(steps, unreadable)) continue;
        auto made = Ladder::make(id, std::move(steps));
        if (made) {
            known->second = std::make_shared<const Ladder>(*std::move(made));
        } else {
            const auto line = line_of_item(made.error().field, "/steps/", written);
            section.error_at(line.value_or(section.line()), made.error().detail);
        }
    }
    return ladders;
}

std::shared_ptr<const Ladder> read_ladder_name(YamlSection& target, const Ladders& ladders) {
    const auto id = target.optional_text("ladder");
    if (id.empty()) return nullptr;
    const auto found = ladders.find(id);
    if (found != ladders.end()) return found->second;
    target.error("ladder", "unknown ladder '" + id + "'");
    return nullptr;
}

void read_targets(YamlSection& section, SlaPolicy& policy, const Calendars& calendars, const Ladders& ladders) {
    bool any = false;
    for (std::size_t target = 0; target < kTargetNames.size(); ++target) {
        auto limit = section.section(kTargetNames[target]);
        if (!limit) continue;
        any = true;
        const auto within = read_limit(*limit, calendars);
        auto& made = policy.targets[target] = TargetPolicy{};
        made->within = within;
        made->stops_while_waiting = limit->flag("stops_while_waiting", false);
        made->ladder = read_ladder_name(*limit, ladders);
        if (static_cast<Target>(target) == Target::kReport)
            made->again = read_optional_limit(*limit, "again", calendars);
        limit->done();
    }
    if (!any) section.error("a policy sets at least one target");
}

SlaPolicy read_policy(YamlSection& section, const Calendars& calendars, const Ladders& ladders) {
    SlaPolicy policy;
    policy.id = section.id("id");
    section.call("policy '" + policy.id + "'");
    read_targets(section, policy, calendars, ladders);
    policy.return_window = read_optional_limit(section, "return_window", calendars);
    policy.claim_lease = read_optional_limit(section, "claim_lease", calendars);
    policy.waiting_needs_approval = section.flag("waiting_needs_approval", false);
    if (auto extension = section.section("extension")) {
        policy.extension = ExtensionPolicy{read_limit(*extension, calendars)};
        if (extension->has("times")) policy.extension->times = static_cast<int>(extension->integer("times", 1, 100));
        extension->done();
    }
    section.require("waiting_cap");
    if (auto cap = section.section("waiting_cap")) {
        policy.waiting_cap = read_limit(*cap, calendars);
        cap->done();
    }
    section.done();
    return policy;
}

std::vector<SlaPolicy> read_policies(YamlSection& file, const Calendars& calendars, const Ladders& ladders) {
    std::vector<SlaPolicy> policies;
    for (auto& section : file.some_sections("policies", "policy")) {
        auto policy = read_policy(section, calendars, ladders);
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

/// What limits say `from` of is counted through `to`: "calendars: {campaign: office}".
Calendars repointed(YamlSection& holder, const Calendars& calendars) {
    auto result = calendars;
    auto section = holder.section("calendars");
    if (!section || calendars.empty()) return result;
    for (auto& [id, calendar] : result) {
        const auto other = section->optional_text(id);
        if (other.empty()) continue;
        if (const auto found = calendars.find(other); found != calendars.end()) {
            calendar = found->second;
        } else {
            section->error(id, "unknown calendar '" + other + "'");
        }
    }
    section->done();
    return result;
}

/// The file's policies as the profile counts them, some of them replaced by its own.
std::vector<SlaPolicy> read_policies_of(YamlSection& profile, YamlSection& file, const Catalogue& catalogue,
                                        const Calendars& calendars) {
    const auto own_calendars = repointed(profile, calendars);
    auto policies = read_policies(file, own_calendars, read_ladders(file, catalogue, own_calendars));
    if (!profile.has("policies")) {
        profile.allow("policies");
        return policies;
    }
    // Its own say exactly what they mean.
    for (auto& own : read_policies(profile, calendars, read_ladders(file, catalogue, calendars))) {
        const auto replaced = std::ranges::find(policies, own.id, &SlaPolicy::id);
        if (replaced != policies.end()) {
            *replaced = std::move(own);
        } else if (!own.id.empty()) {
            profile.error("policies", "policy '" + own.id + "' replaces none of the file's");
        }
    }
    return policies;
}

/// A task force whose work keeps other hours: "{id: IND, calendars: {office: plant}}".
struct OwnCalendars {
    std::string task_force;
    Calendars calendars;
};

std::vector<OwnCalendars> read_own_calendars(YamlSection& file, const Catalogue& catalogue,
                                             const Calendars& calendars) {
    std::vector<OwnCalendars> result;
    for (auto& section : file.sections("task_forces", "task force")) {
        section.require("calendars");
        auto own = repointed(section, calendars);
        section.require("id");
        for (auto& id : known_ids(section, "id", catalogue.task_forces, "task force")) {
            if (std::ranges::find(result, id, &OwnCalendars::task_force) != result.end()) {
                section.error("task force '" + id + "' is given twice");
            }
            result.push_back({std::move(id), own});
        }
        section.done();
    }
    return result;
}

}  // namespace

std::vector<SlaProfile> read_sla(YamlSection file, const Catalogue& catalogue, const Calendars& calendars,
                                 const std::string& version) {
    const auto known = read_policies(file, calendars, read_ladders(file, catalogue, calendars));
    const auto rules = read_rules(file, catalogue, known);
    const auto otherwise = read_policy_name(file, "default", known);
    const auto own_calendars = read_own_calendars(file, catalogue, calendars);
    std::vector<SlaProfile> profiles;
    for (auto& section : file.some_sections("profiles", "profile")) {
        const auto id = section.id("id");
        section.call("profile '" + id + "'");
        const auto name = section.names();
        const auto make = [&](const Calendars& counted) {
            auto policies = read_policies_of(section, file, catalogue, counted);
            auto made = policies.empty() || counted.empty()
                            ? Result<SlaPolicies>()
                            : SlaPolicies::make(version, std::move(policies), rules, otherwise);
            // What cannot be read is known all the same: what is wrong with it has been said.
            return made ? *std::move(made) : SlaPolicies();
        };
        auto policies = make(calendars);
        for (const auto& own : own_calendars) policies.set_own(own.task_force, make(own.calendars));
        section.done();
        if (std::ranges::find(profiles, id, &SlaProfile::id) != profiles.end()) {
            section.error("profile '" + id + "' is defined twice");
        }
        profiles.push_back({id, name, std::move(policies)});
    }
    file.done();
    return profiles;
}

}  // namespace hotline::settings
