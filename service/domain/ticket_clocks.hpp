// A ticket's SLA clocks: which run, what happens to them when it moves, when they are due.
#pragma once

#include <optional>
#include <vector>

#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline {

struct ClockView {
    const SlaClock* clock = nullptr;
    ClockReading reading;
};

/// Fresh clocks of the ticket's generation, with the policy its category, urgency and caller ask for. The call-back is
/// promised by the answer, not by the call: `start_clock` begins it.
void start_clocks(Ticket& ticket, const Rulebook& rules, Instant now);

/// After a changed category or urgency: clocks of this generation that have not been met follow the policy now due to
/// them.
void reselect_policy(Ticket& ticket, const Rulebook& rules);

/// Begins the clock of one report, part or order; `due` where somebody named the instant. False: the ticket's policy
/// does not know such a target, and nothing begins.
[[nodiscard]] bool start_item(Ticket& ticket, Target target, int item, const Rulebook& rules, Instant now,
                              std::optional<Instant> due = std::nullopt);

// `item` below: which report, part or order.

/// Meets the target of the current generation, once.
void meet_clock(Ticket& ticket, Target target, Instant now, int item = 0);

/// An answer that failed its check never met its target: it goes on, under the policy now due to the ticket.
void unmeet_clock(Ticket& ticket, Target target, const Rulebook& rules, Instant now, int item = 0);

/// The due instant that somebody granted.
void extend_clock(Ticket& ticket, Target target, Instant until, Instant now);

/// Begins the target of the current generation, or takes it up again where it was stopped, under the policy now due.
void start_clock(Ticket& ticket, Target target, const Rulebook& rules, Instant now);

/// Ends what is still promised: the ticket ends, or begins anew. What a supervisor ordered is owed all the same.
void stop_clock(Ticket& ticket, Target target, Instant now, int item = 0);
void stop_clocks(Ticket& ticket, Instant now);

/// The interim report that is owed now: its number, 0 where none is. `stop_reports` and `resume_reports` for while the
/// ticket has its answer.
[[nodiscard]] int report_owed(const Ticket& ticket);
void stop_reports(Ticket& ticket, Instant now);
void resume_reports(Ticket& ticket, const Rulebook& rules, Instant now);

/// Stops the clocks whose policy stops while a ticket waits, and lets them go on.
void pause_clocks(Ticket& ticket, const Rulebook& rules, Instant now);
void resume_clocks(Ticket& ticket, Instant now);

/// Every clock with what it shows at `now`, those of earlier generations first.
[[nodiscard]] std::vector<ClockView> view_clocks(const Ticket& ticket, const Rulebook& rules, Instant now);

/// When the target of the current generation is due; nothing if it has no such clock.
[[nodiscard]] std::optional<DueInstant> due_of(const Ticket& ticket, Target target, const Rulebook& rules);

/// The share of its tightest unmet target that a ticket has left: 1 untouched, 0 due now, negative overdue. 1 without
/// clocks.
[[nodiscard]] double fraction_left(const Ticket& ticket, const Rulebook& rules, Instant now);

/// Whether what it promises is of now: of this generation, or an order, which stands through all of them.
[[nodiscard]] bool is_current(const SlaClock& clock, const Ticket& ticket);

/// What a clock is counted and escalated by: its own policy, or the one the ticket has now if a later configuration
/// dropped it, as the task force has it whose promise it is (that of a part, else the ticket's). Null: neither sets
/// this target.
[[nodiscard]] const SlaPolicy* counted_by(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules);
/// Its part for the clock's target.
[[nodiscard]] const TargetPolicy* target_policy(const SlaClock& clock, const Ticket& ticket, const Rulebook& rules);

/// The policy a ticket stands under.
[[nodiscard]] const SlaPolicy& policy_of(const Ticket& ticket, const Rulebook& rules);

}  // namespace hotline
