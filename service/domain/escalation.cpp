#include "domain/escalation.hpp"

#include <algorithm>

#include "base/instant.hpp"
#include "domain/dispatching.hpp"
#include "domain/holding.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

bool has_fired(const SlaClock& clock, const LadderStep& step) {
    return std::ranges::find(clock.fired, step.level) != clock.fired.end();
}

std::optional<Instant> instant_of(const LadderStep& step, const SlaClock& clock, const CalendarLimit& within) {
    if (!step.after) return when_elapsed(clock, within.limit, *within.calendar, step.percent);
    const auto breach = when_elapsed(clock, within.limit, *within.calendar, 100);
    if (!breach) return std::nullopt;
    const Instant at = step.after->from(*breach).due;
    return owed_at(clock, at) ? std::optional(at) : std::nullopt;
}

void consider(std::optional<PlannedStep>& earliest, const PlannedStep& candidate) {
    if (!earliest || candidate.at < earliest->at) earliest = candidate;
}

/// Percentages come in their order, so only the first that is left counts; offsets count from the breach on.
void consider_clock(std::optional<PlannedStep>& earliest, std::size_t index, const SlaClock& clock,
                    const TargetPolicy& target) {
    for (const LadderStep& step : ladder_of(target).steps()) {
        if (has_fired(clock, step)) continue;
        if (const auto at = instant_of(step, clock, target.limit_of(clock))) consider(earliest, {index, &step, *at});
        if (!step.after) return;
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
    return text;
}

bool is_still_owed(const Ticket& ticket, const SlaClock& clock) {
    if (!owed_at(clock, Instant::max())) return false;
    // A supervisor's order outlives generations, and the ticket itself.
    return clock.target == Target::kSupervision || (is_open(ticket.state) && clock.generation == ticket.generation);
}

void take_effect(Change& change, const LadderStep& step, const Act& act) {
    Ticket& after = change.after;
    if (step.raises_urgency && act.rules.catalogue->urgency(after.matter.urgency - 1) != nullptr) {
        after.matter.urgency -= 1;
        reselect_policy(after, act.rules);
    }
    auto& assistants = after.routing.assistants;
    if (step.adds && *step.adds != after.task_force && *step.adds != after.matter.about &&
        std::ranges::find(assistants, *step.adds) == assistants.end()) {
        assistants.push_back(*step.adds);
        change.event.changes["assistant"] = step.adds->value;
    }
    if (step.to_desk && after.state == State::kQueued) {
        leave_task_force(after, act.now);
        after.task_force = {};
        after.state = State::kTriage;
    }
    if (!step.notify.empty()) change.event.changes["notify"] = joined(step.notify);
}

Change escalate(const Ticket& ticket, const PlannedStep& planned, const Act& act) {
    Change change = begin_change(ticket, Action::kEscalate, act);
    SlaClock& clock = change.after.clocks[planned.clock];
    auto& told = change.event.changes;
    told["target"] = to_string(clock.target);
    told["of_generation"] = std::to_string(clock.generation);
    if (clock.item != 0) told["item"] = std::to_string(clock.item);
    told["level"] = planned.step->level;
    told["planned_at"] = to_rfc3339(planned.at, *act.rules.service.zone);
    if (planned.step->is_breach()) told["breach"] = "true";
    const bool owed = is_still_owed(ticket, clock);
    clock.fired.push_back(planned.step->level);
    if (owed) take_effect(change, *planned.step, act);
    return finish_change(ticket, std::move(change));
}

std::optional<Instant> end_of_waiting(const Ticket& ticket) {
    return ticket.state == State::kWaiting ? ticket.waiting_until : std::nullopt;
}

}  // namespace

bool has_breached(const SlaClock& clock, const TargetPolicy& target) {
    const auto& steps = ladder_of(target).steps();
    return has_fired(clock, *std::ranges::find_if(steps, &LadderStep::is_breach));
}

std::optional<PlannedStep> next_step(const Ticket& ticket, const Rulebook& rules) {
    std::optional<PlannedStep> earliest;
    for (std::size_t i = 0; i < ticket.clocks.size(); ++i) {
        const TargetPolicy* const target = target_policy(ticket.clocks[i], ticket, rules);
        if (target != nullptr) consider_clock(earliest, i, ticket.clocks[i], *target);
    }
    return earliest;
}

std::optional<Instant> next_wake(const Ticket& ticket, const Rulebook& rules, Instant holder_seen) {
    std::optional<Instant> wake = end_of_waiting(ticket);
    if (const auto lapses = lease_end(ticket, rules, holder_seen)) wake = std::min(wake.value_or(*lapses), *lapses);
    if (const auto planned = next_step(ticket, rules)) wake = std::min(wake.value_or(planned->at), planned->at);
    return wake;
}

std::optional<Change> next_due_change(const Ticket& ticket, const Act& act, Instant holder_seen) {
    const auto planned = next_step(ticket, act.rules);
    const auto waited = end_of_waiting(ticket);
    const Instant step_at = planned ? planned->at : Instant::max();
    if (waited && *waited <= act.now && *waited <= step_at) return resume(ticket, "", act);
    const auto lapses = lease_end(ticket, act.rules, holder_seen);
    if (lapses && *lapses <= act.now && *lapses <= step_at) return expire_lease(ticket, act);
    if (planned && planned->at <= act.now) return escalate(ticket, *planned, act);
    return std::nullopt;
}

}  // namespace hotline
