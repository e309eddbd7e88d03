#include "domain/ticket_clocks.hpp"

#include <algorithm>
#include <array>

namespace hotline {
namespace {

constexpr std::array kFromTheCall{Target::kAck, Target::kContact, Target::kResolve};
constexpr int kFirstReport = 1;

bool ends_with(const SlaClock& clock, ClockFact::Kind kind) {
    return !clock.facts.empty() && clock.facts.back().kind == kind;
}
bool is_paused(const SlaClock& clock) { return ends_with(clock, ClockFact::kPause); }
bool is_met(const SlaClock& clock) { return ends_with(clock, ClockFact::kMeet); }
bool is_over(const SlaClock& clock) { return is_met(clock) || ends_with(clock, ClockFact::kStop); }

void stop(SlaClock& clock, Instant now) {
    if (!is_over(clock)) clock.facts.push_back({ClockFact::kStop, now});
}

SlaClock* current_clock(Ticket& ticket, Target target, int item = 0) {
    const auto found = std::ranges::find_if(ticket.clocks, [&](const SlaClock& clock) {
        return clock.target == target && clock.item == item && is_current(clock, ticket);
    });
    return found == ticket.clocks.end() ? nullptr : &*found;
}

const SlaPolicy& choose(const SlaPolicies& policies, const Ticket& ticket) {
    return policies.choose(ticket.matter.urgency, ticket.matter.category.value, ticket.caller.kind);
}

// What the ticket is about may have changed while the promise was over.
void take_up_again(SlaClock& clock, Ticket& ticket, const Rulebook& rules, Instant now) {
    clock.facts.push_back({ClockFact::kResume, now});
    reselect_policy(ticket, rules);
}

}  // namespace

bool is_current(const SlaClock& clock, const Ticket& ticket) {
    return clock.generation == ticket.generation || clock.target == Target::kSupervision;
}

const SlaPolicy* counted_by(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules) {
    const Part* const part = clock.target == Target::kPart ? numbered(ticket.parts, clock.item) : nullptr;
    const SlaPolicies& policies = rules.policies.of((part == nullptr ? ticket.task_force : part->task_force).value);
    const SlaPolicy* policy = policies.find(clock.policy);
    if (policy == nullptr || !policy->target(clock.target)) policy = &choose(policies, ticket);
    return policy->target(clock.target) ? policy : nullptr;
}

const TargetPolicy* target_policy(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules) {
    const SlaPolicy* const policy = counted_by(clock, ticket, rules);
    if (policy == nullptr) return nullptr;
    const auto& target = policy->target(clock.target);
    return target ? &*target : nullptr;
}

const SlaPolicy& policy_of(const Ticket& ticket, const Rulebook& rules) {
    return choose(rules.policies.of(ticket.task_force.value), ticket);
}

void start_clocks(Ticket& ticket, const Rulebook& rules, Instant now) {
    for (const Target target : kFromTheCall) start_clock(ticket, target, rules, now);
    (void)start_item(ticket, Target::kReport, kFirstReport, rules, now);  // where the policy asks for reports
}

void start_clock(Ticket& ticket, Target target, const Rulebook& rules, Instant now) {
    if (SlaClock* const known = current_clock(ticket, target)) {
        if (is_over(*known)) take_up_again(*known, ticket, rules, now);
        return;
    }
    if (auto clock = policy_of(ticket, rules).start_clock(target, ticket.generation, rules.version, now)) {
        ticket.clocks.push_back(*std::move(clock));
    }
}

bool start_item(Ticket& ticket, Target target, int item, const Rulebook& rules, Instant now,
                std::optional<Instant> due) {
    auto clock = policy_of(ticket, rules).start_clock(target, ticket.generation, rules.version, now);
    if (!clock) return false;
    clock->item = item;
    if (due) clock->facts.push_back({ClockFact::kExtend, now, *due});
    ticket.clocks.push_back(*std::move(clock));
    return true;
}

void extend_clock(Ticket& ticket, Target target, Instant until, Instant now) {
    SlaClock* const clock = current_clock(ticket, target);
    if (clock != nullptr && !is_over(*clock)) clock->facts.push_back({ClockFact::kExtend, now, until});
}

void stop_clock(Ticket& ticket, Target target, Instant now, int item) {
    if (SlaClock* const clock = current_clock(ticket, target, item)) stop(*clock, now);
}

void stop_clocks(Ticket& ticket, Instant now) {
    for (SlaClock& clock : ticket.clocks) {
        if (clock.target != Target::kSupervision) stop(clock, now);
    }
}

int report_owed(const Ticket& ticket) {
    const auto owed = std::ranges::find_if(ticket.clocks, [&](const SlaClock& clock) {
        return clock.target == Target::kReport && clock.generation == ticket.generation && !is_over(clock);
    });
    return owed == ticket.clocks.end() ? 0 : owed->item;
}

void stop_reports(Ticket& ticket, Instant now) {
    if (const int owed = report_owed(ticket); owed != 0) stop_clock(ticket, Target::kReport, now, owed);
}

void resume_reports(Ticket& ticket, const Rulebook& rules, Instant now) {
    for (SlaClock& clock : ticket.clocks) {
        const bool stopped = clock.target == Target::kReport && clock.generation == ticket.generation &&
                             ends_with(clock, ClockFact::kStop);
        if (stopped) take_up_again(clock, ticket, rules, now);
    }
}

void reselect_policy(Ticket& ticket, const Rulebook& rules) {
    const SlaPolicy& policy = policy_of(ticket, rules);
    for (SlaClock& clock : ticket.clocks) {
        const auto& target = policy.target(clock.target);
        if (clock.generation != ticket.generation || is_over(clock) || !target) continue;
        clock.policy = policy.id;
        clock.policy_version = rules.version;
        clock.calendar_version = target->within.calendar->version();
    }
}

void meet_clock(Ticket& ticket, Target target, Instant now, int item) {
    SlaClock* const clock = current_clock(ticket, target, item);
    if (clock != nullptr && !is_met(*clock)) clock->facts.push_back({ClockFact::kMeet, now});
}

void unmeet_clock(Ticket& ticket, Target target, const Rulebook& rules, Instant now, int item) {
    SlaClock* const clock = current_clock(ticket, target, item);
    if (clock != nullptr && is_met(*clock)) take_up_again(*clock, ticket, rules, now);
}

void pause_clocks(Ticket& ticket, const Rulebook& rules, Instant now) {
    for (SlaClock& clock : ticket.clocks) {
        if (clock.generation != ticket.generation || is_over(clock)) continue;
        const TargetPolicy* const policy = target_policy(clock, ticket, rules);
        if (policy != nullptr && policy->stops_while_waiting) clock.facts.push_back({ClockFact::kPause, now});
    }
}

void resume_clocks(Ticket& ticket, Instant now) {
    for (SlaClock& clock : ticket.clocks) {
        if (is_paused(clock)) clock.facts.push_back({ClockFact::kResume, now});
    }
}

std::vector<ClockView> view_clocks(const Ticket& ticket, const Rulebook& rules, Instant now) {
    std::vector<ClockView> views;
    for (const SlaClock& clock : ticket.clocks) {
        const TargetPolicy* const policy = target_policy(clock, ticket, rules);
        if (policy == nullptr) continue;
        const auto& [limit, calendar] = policy->limit_of(clock);
        views.push_back({&clock, read(clock, limit, *calendar, now)});
    }
    return views;
}

std::optional<DueInstant> due_of(const Ticket& ticket, Target target, const Rulebook& rules) {
    for (const SlaClock& clock : ticket.clocks) {
        if (clock.target != target || clock.generation != ticket.generation) continue;
        const TargetPolicy* const policy = target_policy(clock, ticket, rules);
        if (policy != nullptr) return due(clock, policy->within.limit, *policy->within.calendar);
    }
    return std::nullopt;
}

double fraction_left(const Ticket& ticket, const Rulebook& rules, Instant now) {
    double least = 1;
    for (const ClockView& view : view_clocks(ticket, rules, now)) {
        if (!is_current(*view.clock, ticket) || is_over(*view.clock)) continue;
        least = std::min(least, 1 - view.reading.fraction());
    }
    return least;
}

}  // namespace hotline
