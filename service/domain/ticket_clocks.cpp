#include "domain/ticket_clocks.hpp"

#include <algorithm>
#include <array>

namespace hotline {
namespace {

constexpr std::array kTargets{Target::kAck, Target::kResolve};

/// What a clock is counted by: its own policy, or the one the ticket has now if a later configuration dropped it.
const TargetPolicy* target_policy(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules) {
    const SlaPolicy* policy = rules.policies.find(clock.policy);
    if (policy == nullptr || !policy->target(clock.target)) policy = &policy_of(ticket, rules);
    const auto& target = policy->target(clock.target);
    return target ? &*target : nullptr;
}

bool is_paused(const SlaClock& clock) { return !clock.facts.empty() && clock.facts.back().kind == ClockFact::kPause; }
bool is_met(const SlaClock& clock) { return !clock.facts.empty() && clock.facts.back().kind == ClockFact::kMeet; }

SlaClock* current_clock(Ticket& ticket, Target target) {
    const auto found = std::ranges::find_if(ticket.clocks, [&](const SlaClock& clock) {
        return clock.target == target && clock.generation == ticket.generation;
    });
    return found == ticket.clocks.end() ? nullptr : &*found;
}

}  // namespace

const SlaPolicy& policy_of(const Ticket& ticket, const Rulebook& rules) {
    return rules.policies.choose(ticket.matter.urgency, ticket.matter.category.value, ticket.caller.kind);
}

void start_clocks(Ticket& ticket, const Rulebook& rules, Instant now) {
    const SlaPolicy& policy = policy_of(ticket, rules);
    for (const Target target : kTargets) {
        if (auto clock = policy.start_clock(target, ticket.generation, rules.version, now)) {
            ticket.clocks.push_back(*std::move(clock));
        }
    }
}

void reselect_policy(Ticket& ticket, const Rulebook& rules) {
    const SlaPolicy& policy = policy_of(ticket, rules);
    for (SlaClock& clock : ticket.clocks) {
        const auto& target = policy.target(clock.target);
        if (clock.generation != ticket.generation || is_met(clock) || !target) continue;
        clock.policy = policy.id;
        clock.policy_version = rules.version;
        clock.calendar_version = target->within.calendar->version();
    }
}

void meet_clock(Ticket& ticket, Target target, Instant now) {
    SlaClock* const clock = current_clock(ticket, target);
    if (clock != nullptr && !is_met(*clock)) clock->facts.push_back({ClockFact::kMeet, now});
}

void unmeet_clock(Ticket& ticket, Target target, Instant now) {
    SlaClock* const clock = current_clock(ticket, target);
    if (clock != nullptr && is_met(*clock)) clock->facts.push_back({ClockFact::kResume, now});
}

void pause_clocks(Ticket& ticket, const Rulebook& rules, Instant now) {
    for (SlaClock& clock : ticket.clocks) {
        if (clock.generation != ticket.generation || is_met(clock)) continue;
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
        views.push_back({&clock, read(clock, policy->within.limit, *policy->within.calendar, now)});
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
        if (view.clock->generation != ticket.generation || is_met(*view.clock)) continue;
        least = std::min(least, 1 - view.reading.fraction());
    }
    return least;
}

}  // namespace hotline
