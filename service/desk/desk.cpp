#include "desk/desk.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/instant.hpp"
#include "domain/canary.hpp"
#include "domain/escalation.hpp"
#include "domain/following.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

// Each lost race means that somebody else's change went through, so this many in a row is a ticket under siege.
constexpr int kMostAttempts = 20;

/// A key counts for one caller's number (DESIGN §6). Both its parts are free of blanks, so no two pairs read alike.
std::string bound_to(const Phone& phone, const std::string& idempotency_key) {
    return phone.empty() ? idempotency_key : phone.e164() + ' ' + idempotency_key;
}

/// What a ticket is merged into; to whoever may not see it there is none.
Result<Ticket> as_survivor(Result<Ticket> ticket, const Person& person) {
    if (ticket && !may_see(ticket->standing(), person)) ticket = no_such_ticket(ticket->number);
    if (!ticket && ticket.error().code == ErrorCode::kTicketNotFound) ticket.error().field = "/into";
    return ticket;
}

}  // namespace

Desk::Desk(TicketStore& store, Queues& queues, Presence& presence, const Clock& clock, telemetry::Metrics& metrics,
           std::shared_ptr<const Rulebook> rules)
    : store_(store), queues_(queues), presence_(presence), clock_(clock), metrics_(metrics), rules_(std::move(rules)) {}

Awaitable<Result<Opened>> Desk::open(const Person& person, NewTicket request, std::string idempotency_key) {
    const auto rules = rules_;
    const Action action = request.answer ? Action::kAnswer : Action::kOpen;
    TicketStanding nothing_yet;
    nothing_yet.exists = false;
    if (const auto allowed = permit(action, nothing_yet, person); !allowed) co_return std::unexpected(allowed.error());
    const std::string fingerprint = request.request_fingerprint;
    auto draft = open_ticket(std::move(request), Act{*rules, person, clock_.now()});
    if (!draft) co_return std::unexpected(draft.error());
    const TicketEvent event = draft->event;
    std::string key = bound_to(draft->after.caller.phone, idempotency_key);
    const auto wake = next_wake(draft->after, *rules);
    auto opened = co_await store_.open(*std::move(draft), std::move(key), wake);
    if (!opened) co_return std::unexpected(opened.error());
    if (opened->created) {
        count(Ticket{}, event, opened->ticket);
    } else if (opened->ticket.request_fingerprint != fingerprint) {
        co_return fail(ErrorCode::kIdempotencyKeyReused,
                       "this key opened ticket " + opened->ticket.number.text() + " with another body",
                       "Idempotency-Key");
    }
    co_return opened;
}

Result<RoutingPreview> Desk::preview_routing(const Person& person, NewTicket request) const {
    TicketStanding nothing_yet;
    nothing_yet.exists = false;
    if (const auto allowed = permit(Action::kOpen, nothing_yet, person); !allowed)
        return std::unexpected(allowed.error());
    return preview(std::move(request), Act{*rules_, person, clock_.now()});
}

Awaitable<Result<Ticket>> Desk::change(const Person& person, TicketRef ref, Action action, Decision decide) {
    const auto rules = rules_;
    auto ticket = co_await store_.read(ref.number);
    if (!ticket) co_return ticket;
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
        if (const auto admitted = co_await admit(person, *ticket, ref, action); !admitted) {
            co_return std::unexpected(admitted.error());
        }
        auto change = decide(*ticket, act_on(*ticket, person, *rules));
        if (!change) co_return std::unexpected(change.error());
        auto committed = co_await commit(*ticket, *std::move(change), *rules);
        if (!committed) co_return std::unexpected(committed.error());
        if (committed->applied) co_return std::move(committed->ticket);
        ticket = std::move(committed->ticket);
    }
    co_return fail(ErrorCode::kTooBusy, "too many people are changing this ticket at once: try again");
}

Act Desk::act_on(const Ticket& ticket, const Person& person, const Rulebook& rules) const {
    return {rules, person, std::max(clock_.now(), ticket.changed_at)};
}

Awaitable<Result<Committed>> Desk::commit(const Ticket& before, Change change, const Rulebook& rules) {
    const TicketEvent event = change.event;
    const auto wake = next_wake(change.after, rules);
    auto committed = co_await store_.commit(before, std::move(change), wake);
    if (committed && committed->applied) count(before, event, committed->ticket);
    co_return committed;
}

Awaitable<Result<void>> Desk::admit(const Person& person, const Ticket& ticket, TicketRef ref, Action action) {
    if (!may_see(ticket.standing(), person)) co_return no_such_ticket(ref.number);
    if (auto fresh = co_await check_revision(ticket, ref); !fresh) co_return fresh;
    co_return permit(action, ticket.standing(), person);
}

Awaitable<Result<void>> Desk::check_revision(const Ticket& ticket, TicketRef ref) {
    if (!ref.revision || *ref.revision == ticket.revision) co_return Result<void>{};
    const auto history = co_await store_.history(ticket.number);
    if (!history) co_return std::unexpected(history.error());
    std::set<std::string> fields;
    for (const TicketEvent& event : *history) {
        if (event.revision <= *ref.revision) continue;
        for (const auto& [field, value] : event.changes) fields.insert(field);
    }
    co_return std::unexpected(Error{ErrorCode::kStaleRevision,
                                    "you read revision " + std::to_string(*ref.revision) + ", it is now at " +
                                        std::to_string(ticket.revision) + ": read it again",
                                    "If-Match",
                                    {{"current_revision", std::to_string(ticket.revision)},
                                     {"fields", fmt::format("{}", fmt::join(fields, ","))}}});
}

Awaitable<Result<Ticket>> Desk::merge(const Person& person, TicketRef merged, TicketNumber survivor) {
    const auto rules = rules_;
    const auto ticket = co_await store_.read(merged.number);
    if (!ticket) co_return ticket;
    if (const auto admitted = co_await admit(person, *ticket, merged, Action::kMerge); !admitted) {
        co_return std::unexpected(admitted.error());
    }
    // The survivor first: a crash in between leaves a caller who is called back twice, never one who is forgotten.
    auto target = as_survivor(co_await store_.read(survivor), person);
    if (!target) co_return target;
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
        const auto taken = take_over(*target, *ticket, act_on(*target, person, *rules));
        if (!taken) co_return std::unexpected(taken.error());
        const std::optional<Change>& change = *taken;
        if (!change) break;
        auto committed = co_await commit(*target, *change, *rules);
        if (!committed) co_return std::unexpected(committed.error());
        if (committed->applied) break;
        target = as_survivor(std::move(committed->ticket), person);
        if (!target) co_return target;
    }
    const auto taken_over = ticket->further_callers.size();
    const Decision end = [survivor, taken_over](const Ticket& t, const Act& act) -> Result<Change> {
        if (t.further_callers.size() != taken_over) {
            return fail(ErrorCode::kMergeConflict, "another caller has just been merged into this ticket: try again");
        }
        return merge_into(t, survivor, act);
    };
    co_return co_await change(person, merged, Action::kMerge, end);
}

// A target counts once, at the earlier of met and due: here when it was met in time, with its breach when it was not.
void Desk::count_clocks(const Ticket& before, const Ticket& after) {
    for (std::size_t i = 0; i < after.clocks.size(); ++i) {
        const SlaClock& clock = after.clocks[i];
        if (clock.facts.back().kind != ClockFact::kMeet) continue;
        if (i < before.clocks.size() && before.clocks[i].facts.size() == clock.facts.size()) continue;
        const TargetPolicy* const target = target_policy(clock, after, *rules_);
        if (target == nullptr) continue;
        const auto& [limit, calendar] = target->limit_of(clock);
        const auto reading = read(clock, limit, *calendar, after.changed_at);
        const std::string_view name = to_string(clock.target);
        const TaskForceId& task_force = after.task_force.empty() ? before.task_force : after.task_force;
        metrics_.sla_met(name, after.matter.urgency, reading.fraction());
        // A clock that was put off after its breach has counted then.
        if (reading.state == ClockState::kMet && !has_breached(clock))
            metrics_.sla_due(name, task_force.value, after.matter.urgency, false);
    }
}

void Desk::count_escalation(const TicketEvent& event, const Ticket& before) {
    const std::string& target = event.changes.at("target");
    const auto planned = parse_rfc3339(event.changes.at("planned_at"), "planned_at");
    const auto late = planned ? event.at - *planned : std::chrono::milliseconds(0);
    metrics_.escalation(before.task_force.value, event.changes.at("level"), target, late);
    const bool nobody = event.changes.contains("nobody");
    if (nobody || event.changes.contains("empty")) {
        metrics_.escalation_empty(before.task_force.value, event.changes.at("level"));
    }
    if (nobody && alert_) alert_(before, event);
    if (event.changes.contains("breach")) {
        metrics_.sla_due(target, before.task_force.value, before.matter.urgency, true);
    }
}

std::string Desk::category_group(const Ticket& ticket) const {
    const Category* const category = rules_->catalogue->categories.find(ticket.matter.category.value);
    return category == nullptr ? "" : category->group;
}

void Desk::count(const Ticket& before, const TicketEvent& event, const Ticket& after) {
    if (is_canary(after)) return;
    const auto change = [&](const char* name) {
        const auto found = event.changes.find(name);
        return found == event.changes.end() ? std::string() : found->second;
    };
    const bool created = before.revision == 0;
    if (created) metrics_.ticket_created(after.channel, category_group(after), after.matter.urgency);
    if (created && after.state == State::kTriage) metrics_.routed_to_triage();
    if (created || before.state != after.state) {
        const TaskForceId& task_force = after.task_force.empty() ? before.task_force : after.task_force;
        metrics_.ticket_moved(created ? "" : to_string(before.state), to_string(after.state), task_force.value);
    }
    count_clocks(before, after);
    switch (event.action) {
        case Action::kEscalate: count_escalation(event, before); break;
        case Action::kClaim: metrics_.claim(after.task_force.value, "won"); break;
        case Action::kRelease:
            if (is_system(event.actor)) {
                metrics_.claim(after.task_force.value, "expired");
            } else if (event.actor != before.holder) {
                metrics_.claim(after.task_force.value, "stolen");
            }
            break;
        case Action::kReturn: metrics_.returned(before.task_force.value, change("reason")); break;
        case Action::kUrge: metrics_.repeat_call(category_group(after)); break;
        case Action::kCallback:
            metrics_.callback(change("result"));
            // The event's: a ticket that is reopened forgets what was said of the answer that did not help.
            if (const auto score = change("satisfaction"); !score.empty()) {
                metrics_.satisfaction(after.task_force.value, std::stoi(score));
            }
            break;
        default: break;
    }
}

}  // namespace hotline
