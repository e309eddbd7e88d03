#include "domain/escalation.hpp"
#include "domain/canary.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "base/instant.hpp"
#include "domain/dispatching.hpp"
#include "domain/holding.hpp"
#include "domain/telling.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

/// How the clock remembers it: the breach is the same one whatever a ladder calls it. A level has no '#'.
std::string name_of(const LadderStep& step, int repeat) {
    std::string name = step.is_breach() ? std::string(Ladder::kBreach) : step.level;
    return repeat == 0 ? name : name + "#" + std::to_string(repeat);
}

bool has_fired(const SlaClock& clock, const LadderStep& step, int repeat = 0) {
    return std::ranges::find(clock.fired, name_of(step, repeat)) != clock.fired.end();
}

std::optional<Instant> instant_of(const LadderStep& step, const SlaClock& clock, const CalendarLimit& within) {
    if (!step.after) return when_elapsed(clock, within.limit, *within.calendar, step.percent);
    const auto breach = when_elapsed(clock, within.limit, *within.calendar, 100);
    if (!breach) return std::nullopt;
    const Instant at = step.after->from(*breach).due;
    return owed_at(clock, at) ? std::optional(at) : std::nullopt;
}

bool stands_still_at(const SlaClock& clock, Instant at) {
    const auto last = std::ranges::find_if(clock.facts.rbegin(), clock.facts.rend(), [&](const ClockFact& fact) {
        return fact.at <= at && fact.kind != ClockFact::kExtend;
    });
    return last != clock.facts.rend() && last->kind == ClockFact::kPause;
}

/// The steps of one clock and their repeats.
class ClockSteps {
public:
    ClockSteps(const Ticket& ticket, std::size_t index, const TargetPolicy& target)
        : ticket_(ticket), index_(index), clock_(ticket.clocks[index]), target_(target) {}

    /// Percentages come in their order, so only the first that is left counts. Offsets run beside them from the breach
    /// on: they may come before a percentage that is still left.
    [[nodiscard]] std::optional<PlannedStep> next() const {
        std::optional<PlannedStep> earliest;
        bool breached = false;
        bool percentage_left = false;
        for (const LadderStep& step : ladder_of(target_).steps()) {
            if (has_fired(clock_, step)) {
                breached = breached || step.is_breach();
                consider(earliest, repeat_after(step, 0));
            } else if (step.after ? breached : !percentage_left) {
                consider(earliest, itself(step));
                percentage_left = percentage_left || !step.after;
            }
        }
        return earliest;
    }

    /// Whether something of more weight is due as well: a later step, or the same one once more.
    [[nodiscard]] bool supersedes(const PlannedStep& planned, Instant now) const {
        const auto is_due = [&](const std::optional<PlannedStep>& other) { return other && other->at <= now; };
        if (is_due(repeat_after(*planned.step, planned.repeat))) return true;
        const auto& steps = ladder_of(target_).steps();
        return std::any_of(std::next(steps.begin(), position(*planned.step) + 1), steps.end(),
                           [&](const auto& later) { return !has_fired(clock_, later) && is_due(itself(later)); });
    }

    [[nodiscard]] Telling tells(const LadderStep& step, const Act& act) const {
        return whom_to_tell(ladder_of(target_), static_cast<std::size_t>(position(step)), debtor_of(clock_, ticket_),
                            act);
    }

private:
    static void consider(std::optional<PlannedStep>& earliest, const std::optional<PlannedStep>& candidate) {
        if (candidate && (!earliest || candidate->at < earliest->at)) earliest = candidate;
    }
    [[nodiscard]] std::ptrdiff_t position(const LadderStep& step) const {
        return &step - ladder_of(target_).steps().data();
    }
    [[nodiscard]] std::optional<PlannedStep> itself(const LadderStep& step) const {
        const auto at = instant_of(step, clock_, target_.limit_of(clock_));
        return at ? std::optional(PlannedStep{index_, &step, *at}) : std::nullopt;
    }
    /// The first repeat after the n-th that has not been; none once the step's stop rule holds. While the clock stands
    /// still there are none: somebody made the ticket wait, and it is known for how long.
    [[nodiscard]] std::optional<PlannedStep> repeat_after(const LadderStep& step, int n) const {
        if (!step.repeat || !is_still_owed(ticket_, clock_)) return std::nullopt;
        const auto begin = instant_of(step, clock_, target_.limit_of(clock_));
        if (!begin || (step.repeat->until == Repeat::kActed && ticket_.attended_at > *begin)) return std::nullopt;
        while (++n <= step.repeat->most) {
            if (has_fired(clock_, step, n)) continue;
            const Instant at = step.repeat->after(*begin, n);
            if (!stands_still_at(clock_, at)) return PlannedStep{index_, &step, at, n};
        }
        return std::nullopt;
    }

    const Ticket& ticket_;
    std::size_t index_;
    const SlaClock& clock_;
    const TargetPolicy& target_;
};

std::optional<ClockSteps> steps_of(const Ticket& ticket, std::size_t clock, const Rulebook& rules) {
    const TargetPolicy* const target = target_policy(ticket.clocks[clock], ticket, rules);
    return target == nullptr ? std::nullopt : std::optional<ClockSteps>(std::in_place, ticket, clock, *target);
}

/// The same for everybody who is told the same, so that what is sent twice can be told from what happened twice.
std::string dedupe_key(const Ticket& ticket, const PlannedStep& planned) {
    const SlaClock& clock = ticket.clocks[planned.clock];
    std::string key = ticket.number.text() + "-" + std::string(to_string(clock.target));
    if (clock.item != 0) key += "." + std::to_string(clock.item);
    key += "-" + std::to_string(clock.generation) + "-" + planned.step->level;
    if (planned.repeat != 0) key += "-" + std::to_string(planned.repeat);
    return key;
}

void record(TicketEvent& event, const LadderStep& step, const Telling& telling) {
    auto& told = event.changes;
    told["notify"] = fmt::format("{}", fmt::join(step.notify, ","));
    if (telling.people.empty()) {
        told["nobody"] = "true";
        return;
    }
    told["people"] = fmt::format("{}", fmt::join(telling.people | std::views::transform(&PersonId::value), ","));
    if (telling.instead == nullptr) return;
    told["empty"] = "true";
    told["skipped_to"] = telling.instead->level;
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
}

void describe(TicketEvent& event, const SlaClock& clock, const PlannedStep& planned, const Rulebook& rules) {
    auto& told = event.changes;
    told["target"] = to_string(clock.target);
    if (clock.item != 0) told["item"] = std::to_string(clock.item);
    told["of_generation"] = std::to_string(clock.generation);
    told["level"] = planned.step->level;
    told["planned_at"] = to_rfc3339(planned.at, *rules.service.zone);
    if (planned.repeat != 0) told["repeat"] = std::to_string(planned.repeat);
    if (planned.repeat == 0 && planned.step->is_breach()) told["breach"] = "true";
}

Change escalate(const Ticket& ticket, const PlannedStep& planned, const Act& act) {
    Change change = begin_change(ticket, Action::kEscalate, act);
    const SlaClock& before = ticket.clocks[planned.clock];
    describe(change.event, before, planned, act.rules);
    change.after.clocks[planned.clock].fired.push_back(name_of(*planned.step, planned.repeat));
    const auto steps = steps_of(ticket, planned.clock, act.rules);
    if (steps && is_still_owed(ticket, before)) {
        if (planned.repeat == 0) take_effect(change, *planned.step, act);
        if (steps->supersedes(planned, act.now)) {
            change.event.changes["superseded"] = "true";
        } else if (!planned.step->notify.empty()) {
            change.event.changes["dedupe_key"] = dedupe_key(ticket, planned);
            record(change.event, *planned.step, steps->tells(*planned.step, act));
        }
    }
    return finish_change(ticket, std::move(change));
}

std::optional<Instant> end_of_waiting(const Ticket& ticket) {
    return ticket.state == State::kWaiting ? ticket.waiting_until : std::nullopt;
}

}  // namespace

bool is_still_owed(const Ticket& ticket, const SlaClock& clock) {
    if (!owed_at(clock, Instant::max())) return false;
    // A supervisor's order outlives generations, and the ticket itself.
    return is_current(clock, ticket) && (is_open(ticket.state) || clock.target == Target::kSupervision);
}

bool has_breached(const SlaClock& clock) {
    return std::ranges::find(clock.fired, Ladder::kBreach) != clock.fired.end();
}

std::optional<PlannedStep> next_step(const Ticket& ticket, const Rulebook& rules) {
    std::optional<PlannedStep> earliest;
    for (std::size_t i = 0; i < ticket.clocks.size(); ++i) {
        const auto steps = steps_of(ticket, i, rules);
        const auto planned = steps ? steps->next() : std::nullopt;
        if (planned && (!earliest || planned->at < earliest->at)) earliest = planned;
    }
    return earliest;
}

std::optional<Upcoming> next_upcoming(const Ticket& ticket, const Rulebook& rules, Instant holder_seen) {
    if (is_canary(ticket)) return std::nullopt;  // nobody is told of it but by the alarm that it is silent
    std::optional<Upcoming> earliest;
    const auto consider = [&](Upcoming::Kind kind, const std::optional<Instant>& at) {
        if (at && (!earliest || *at < earliest->at)) earliest = Upcoming{kind, *at};
    };
    consider(Upcoming::kEndOfWaiting, end_of_waiting(ticket));
    consider(Upcoming::kLapse, lease_end(ticket, rules, holder_seen));
    const auto planned = next_step(ticket, rules);
    if (planned && (!earliest || planned->at < earliest->at))
        earliest = Upcoming{Upcoming::kStep, planned->at, *planned};
    return earliest;
}

Change bring_about(const Ticket& ticket, const Upcoming& upcoming, const Act& act) {
    switch (upcoming.kind) {
        case Upcoming::kEndOfWaiting: return resume(ticket, "", act);
        case Upcoming::kLapse: return expire_lease(ticket, act);
        case Upcoming::kStep: return escalate(ticket, upcoming.step, act);
    }
    std::unreachable();
}

std::optional<Instant> next_wake(const Ticket& ticket, const Rulebook& rules, Instant holder_seen) {
    const auto upcoming = next_upcoming(ticket, rules, holder_seen);
    return upcoming ? std::optional(upcoming->at) : std::nullopt;
}

std::optional<Change> next_due_change(const Ticket& ticket, const Act& act, Instant holder_seen) {
    const auto upcoming = next_upcoming(ticket, act.rules, holder_seen);
    if (!upcoming || upcoming->at > act.now) return std::nullopt;
    return bring_about(ticket, *upcoming, act);
}

}  // namespace hotline
