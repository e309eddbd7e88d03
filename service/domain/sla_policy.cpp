#include "domain/sla_policy.hpp"

#include <algorithm>
#include <utility>

namespace hotline {

namespace {

std::unexpected<Error> bad(std::string detail, std::string field) {
    return fail(ErrorCode::kBadConfiguration, std::move(detail), std::move(field));
}

Result<void> check_limit(const CalendarLimit& limit, const std::string& field) {
    if (!limit.calendar) return bad("a limit needs a calendar", field);
    if (!limit.limit.valid()) return bad("a limit must be more than nothing and at most ten years", field);
    return {};
}

Result<void> check_limit(const std::optional<CalendarLimit>& limit, const std::string& field) {
    return limit ? check_limit(*limit, field) : Result<void>{};
}

Result<void> check_policy(const SlaPolicy& policy, const std::string& field) {
    if (policy.id.empty()) return bad("a policy needs an id", field + "/id");
    for (std::size_t i = 0; i < policy.targets.size(); ++i) {
        const std::optional<TargetPolicy>& target = policy.targets[i];
        if (!target) continue;
        const std::string name = field + "/" + std::string(kTargetNames[i]);
        if (auto ok = check_limit(target->within, name); !ok) return ok;
        if (auto ok = check_limit(target->again, name + "/again"); !ok) return ok;
    }
    if (auto ok = check_limit(policy.return_window, field + "/return_window"); !ok) return ok;
    if (auto ok = check_limit(policy.claim_lease, field + "/claim_lease"); !ok) return ok;
    if (policy.extension) {
        if (auto ok = check_limit(policy.extension->most, field + "/extension"); !ok) return ok;
    }
    return check_limit(policy.waiting_cap, field + "/waiting_cap");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool covers(std::string_view group, std::string_view category) {
    if (group == category) return true;
    return !group.empty() && category.starts_with(group) && !is_digit(group.back()) && is_digit(category[group.size()]);
}

template <class Value>
bool admits(const std::vector<Value>& wanted, const auto& value) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

bool matches(const PolicyRule& rule, Urgency urgency, std::string_view category, std::string_view caller_kind) {
    return admits(rule.urgencies, urgency) && admits(rule.caller_kinds, caller_kind) &&
           (rule.categories.empty() ||
            std::ranges::any_of(rule.categories, [&](std::string_view group) { return covers(group, category); }));
}

std::optional<std::size_t> index_of(const std::vector<SlaPolicy>& policies, std::string_view id) {
    const auto found = std::ranges::find(policies, id, &SlaPolicy::id);
    if (found == policies.end()) return std::nullopt;
    return static_cast<std::size_t>(found - policies.begin());
}

}  // namespace

std::optional<SlaClock> SlaPolicy::start_clock(Target which, int generation, const std::string& policy_version,
                                               Instant start) const {
    const auto& wanted = target(which);
    if (!wanted) return std::nullopt;
    SlaClock clock{.target = which, .generation = generation, .policy = id, .policy_version = policy_version};
    clock.calendar_version = wanted->within.calendar->version();
    clock.facts = {{ClockFact::kStart, start}};
    return clock;
}

Result<SlaPolicies> SlaPolicies::make(std::string version, std::vector<SlaPolicy> policies,
                                      std::vector<PolicyRule> rules, std::string_view default_policy) {
    SlaPolicies made;
    made.version_ = std::move(version);
    for (std::size_t i = 0; i < policies.size(); ++i) {
        const auto field = "/policies/" + std::to_string(i);
        if (auto ok = check_policy(policies[i], field); !ok) return std::unexpected(ok.error());
        if (index_of(policies, policies[i].id) != i) return bad("this policy is given twice", field + "/id");
    }
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto policy = index_of(policies, rules[i].policy);
        if (!policy) return bad("no such policy: " + rules[i].policy, "/rules/" + std::to_string(i) + "/policy");
        made.selections_.push_back({std::move(rules[i]), *policy});
    }
    const auto fallback = index_of(policies, default_policy);
    if (!fallback) return bad("no such policy: " + std::string(default_policy), "/default");
    made.default_ = *fallback;
    made.policies_ = std::move(policies);
    return made;
}

const SlaPolicy& SlaPolicies::choose(Urgency urgency, std::string_view category, std::string_view caller_kind) const {
    for (const auto& [rule, policy] : selections_) {
        if (matches(rule, urgency, category, caller_kind)) return policies_[policy];
    }
    return policies_[default_];
}

const SlaPolicy* SlaPolicies::find(std::string_view id) const {
    const auto found = index_of(policies_, id);
    return found ? &policies_[*found] : nullptr;
}

void SlaPolicies::set_own(std::string_view task_force, SlaPolicies own) {
    own_.insert_or_assign(std::string(task_force), std::make_shared<const SlaPolicies>(std::move(own)));
}

const SlaPolicies& SlaPolicies::of(std::string_view task_force) const {
    const auto own = own_.find(task_force);
    return own == own_.end() ? *this : *own->second;
}

}  // namespace hotline
