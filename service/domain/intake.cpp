#include "domain/intake.hpp"

#include "base/instant.hpp"
#include "domain/canary.hpp"
#include "domain/matter_check.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

RoutingFacts facts_of(const NewTicket& request) {
    const Matter& matter = request.matter;
    return {matter.category.value, matter.sector,  matter.district,    request.caller.kind, request.caller.enterprise,
            matter.project_code,   matter.urgency, matter.about.value, matter.title,        matter.text};
}

void follow(Ticket& ticket, RoutingDecision decision, const Rulebook& rules) {
    ticket.task_force = decision.task_force.value_or(TaskForceId{});
    ticket.state = decision.task_force ? State::kQueued : State::kTriage;
    ticket.matter.urgency = decision.urgency;
    ticket.matter.project_code = std::move(decision.project_code);
    ticket.routing = {std::move(decision.rule), rules.version, std::move(decision.assistants),
                      std::move(decision.tags)};
}

Ticket draft(NewTicket request, const Act& act) {
    Ticket ticket;
    ticket.channel = std::move(request.channel);
    ticket.caller = std::move(request.caller);
    ticket.matter = std::move(request.matter);
    ticket.request_fingerprint = std::move(request.request_fingerprint);
    ticket.opened_at = act.now;
    ticket.task_force_since = act.now;
    ticket.attended_at = act.now;
    ticket.opened_by = act.person.id;
    return ticket;
}

Result<void> check_request(const NewTicket& request, const Act& act) {
    const Rulebook& rules = act.rules;
    if (request.received_at && !act.person.is(Role::kIntegration)) {
        return fail(ErrorCode::kInvalidField, "only an integration imports complaints", "/received_at");
    }
    const bool canary = request.channel == kCanaryChannel && act.person.is(Role::kSystem);
    if (!canary && !rules.catalogue->channels.has(request.channel)) {
        return fail(ErrorCode::kInvalidField, "there is no channel " + request.channel, "/channel");
    }
    return check_matter(request.matter, request.caller, *rules.catalogue);
}

}  // namespace

Result<Change> open_ticket(NewTicket request, const Act& act) {
    if (const auto ok = check_request(request, act); !ok) return std::unexpected(ok.error());
    RoutingDecision decision = act.rules.router.decide(facts_of(request));
    const auto received_at = request.received_at;
    const auto solved_on_call = std::move(request.answer);
    Change change = begin_change(draft(std::move(request), act), Action::kOpen, act);
    // Whatever the rules say: no task force is to work on it.
    if (is_canary(change.after)) decision.task_force = TaskForceId(std::string(kCanaryTaskForce));
    follow(change.after, std::move(decision), act.rules);
    if (solved_on_call) {
        change.after.task_force = {};
        change = answer(change.after, *solved_on_call, act);
        change.event.changes.clear();
        return change;
    }
    start_clocks(change.after, act.rules, act.now);
    if (received_at) change.event.changes["received_at"] = to_rfc3339(*received_at, *act.rules.service.zone);
    change.event.to = change.after.state;
    change.event.task_force = change.after.task_force;
    return change;
}

Result<RoutingPreview> preview(NewTicket request, const Act& act) {
    const auto ok = check_request(request, act);
    if (!ok && ok.error().code != ErrorCode::kMissingFact) return std::unexpected(ok.error());
    RoutingPreview result;
    result.missing_facts = missing_facts(request.matter, *act.rules.catalogue);
    result.decision = act.rules.router.decide(facts_of(request));
    result.explanation = act.rules.router.explain(facts_of(request));
    Ticket ticket = draft(std::move(request), act);
    follow(ticket, result.decision, act.rules);
    start_clocks(ticket, act.rules, act.now);
    result.ack_by = due_of(ticket, Target::kAck, act.rules);
    result.resolve_by = due_of(ticket, Target::kResolve, act.rules);
    return result;
}

}  // namespace hotline
