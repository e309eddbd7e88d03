#include "domain/ticket_clocks.hpp"

#include <algorithm>
#include <array>

namespace hotline {
namespace {

constexpr std::array kFromTheCall{Target::kAck, Target::kContact, Target::kResolve};

bool ends_with(const SlaClock& clock, ClockFact::Kind kind) {
    return !clock.facts.empty() && clock.facts.back().kind == kind;
}
bool is_paused(const SlaClock& clock) { return ends_with(clock, ClockFact::kPause); }
bool is_met(const SlaClock& clock) { return ends_with(clock, ClockFact::kMeet); }
bool is_over(const SlaClock& clock) { return is_met(clock) || ends_with(clock, ClockFact::kStop); }

void stop(SlaClock& clock, Instant now) {
    if (!is_over(clock)) clock.facts.push_back({ClockFact::kStop, now});
}

SlaClock* current_clock(Ticket& ticket, Target target) {
    const auto found = std::ranges::find_if(ticket.clocks, [&](const SlaClock& clock) {
        return clock.target == target && clock.generation == ticket.generation;
    });
    return found == ticket.clocks.end() ? nullptr : &*found;
}

}  // namespace

const TargetPolicy* target_policy(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules) {
    const SlaPolicy* policy = rules.policies.find(clock.policy);
    if (policy == nullptr || !policy->target(clock.target)) policy = &policy_of(ticket, rules);
    const auto& target = policy->target(clock.target);
    return target ? &*target : nullptr;
}

const SlaPolicy& policy_of(const Ticket& ticket, const Rulebook& rules) {
    return rules.policies.choose(ticket.matter.urgency, ticket.matter.category.value, ticket.caller.kind);
}

void start_clocks(Ticket& ticket, const Rulebook& rules, Instant now) {
    for (const Target target : kFromTheCall) start_clock(ticket, target, rules, now);
}

void start_clock(Ticket& ticket, Target target, const Rulebook& rules, Instant now) {
    if (SlaClock* const known = current_clock(ticket, target)) {
        if (is_over(*known)) known->facts.push_back({ClockFact::kResume, now});
        return;
    }
    if (auto clock = policy_of(ticket, rules).start_clock(target, ticket.generation, rules.version, now)) {
        ticket.clocks.push_back(*std::move(clock));
    }
}

void stop_clock(Ticket& ticket, Target target, Instant now) {
    if (SlaClock* const clock = current_clock(ticket, target)) stop(*clock, now);
}

void stop_clocks(Ticket& ticket, Instant now) {
    for (SlaClock& clock : ticket.clocks) stop(clock, now);
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
        if (view.clock->generation != ticket.generation || is_over(*view.clock)) continue;
        least = std::min(least, 1 - view.reading.fraction());
    }
    return least;
}

}  // namespace hotline
