#include "domain/dispatching.hpp"

#include <algorithm>

#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

/// Into the queue of `task_force`; an empty one is the duty desk's.
void move_to(Ticket& ticket, const TaskForceId& task_force, Instant now) {
    leave_task_force(ticket, now);
    ticket.task_force = task_force;
    ticket.state = task_force.empty() ? State::kTriage : State::kQueued;
}

Result<void> within_return_window(const Ticket& ticket, const Act& act) {
    const SlaPolicy& policy = policy_of(ticket, act.rules);
    if (!policy.return_window) {
        return fail(ErrorCode::kReturnWindowClosed, "tickets of this urgency are handled first and cannot be returned");
    }
    if (act.now < policy.return_window->from(ticket.task_force_since).due) return {};
    return fail(ErrorCode::kReturnWindowClosed,
                "the time to return it is over: " + ticket.task_force.value + " is first responsible and keeps it");
}

}  // namespace

void leave_task_force(Ticket& ticket, Instant now) {
    if (!ticket.task_force.empty()) {
        const long long spent = (now - ticket.task_force_since).count();
        const auto known = std::ranges::find(ticket.ledger, ticket.task_force, &LedgerEntry::task_force);
        if (known != ticket.ledger.end()) {
            known->milliseconds += spent;
        } else {
            ticket.ledger.push_back({ticket.task_force, spent});
        }
    }
    resume_clocks(ticket, now);
    ticket.task_force_since = now;
    ticket.holder = {};
    ticket.waiting_until.reset();
    ticket.waiting_reason.clear();
}

Result<void> can_have(const TaskForceId& task_force, const Matter& matter, const Rulebook& rules, std::string field) {
    if (!rules.catalogue->task_forces.has(task_force.value)) {
        return fail(ErrorCode::kTaskForceNotFound, "there is no task force " + task_force.value, std::move(field));
    }
    if (task_force == matter.about) {
        return fail(ErrorCode::kAvoidance, "the complaint is about " + task_force.value + ", which must not handle it",
                    std::move(field));
    }
    return {};
}

Result<Change> dispatch(const Ticket& ticket, const DispatchRequest& request, const Act& act) {
    if (const auto can = can_have(request.task_force, ticket.matter, act.rules, "/task_force"); !can) {
        return std::unexpected(can.error());
    }
    if (request.urgency && act.rules.catalogue->urgency(*request.urgency) == nullptr) {
        return fail(ErrorCode::kInvalidField, "there is no such urgency", "/urgency");
    }
    Change change = begin_change(ticket, Action::kDispatch, act);
    move_to(change.after, request.task_force, act.now);
    if (request.urgency) {
        change.after.matter.urgency = *request.urgency;
        reselect_policy(change.after, act.rules);
    }
    if (!request.note.empty()) change.event.changes["note"] = request.note;
    return finish_change(ticket, std::move(change));
}

Result<Change> return_ticket(const Ticket& ticket, const ReturnRequest& request, const Act& act) {
    if (!act.rules.catalogue->return_reasons.has(request.reason)) {
        return fail(ErrorCode::kInvalidField, "there is no such reason to return a ticket", "/reason");
    }
    if (!request.suggest.empty()) {
        if (const auto can = can_have(request.suggest, ticket.matter, act.rules, "/suggest"); !can) {
            return std::unexpected(can.error());
        }
        if (request.suggest == ticket.task_force) {
            return fail(ErrorCode::kInvalidField, "the ticket is with this task force already", "/suggest");
        }
    }
    if (const auto within = within_return_window(ticket, act); !within) return std::unexpected(within.error());
    Change change = begin_change(ticket, Action::kReturn, act);
    change.after.returns += 1;
    const bool desk_rules = change.after.returns >= act.rules.service.returns_to_desk;
    move_to(change.after, desk_rules ? TaskForceId{} : request.suggest, act.now);
    change.event.changes["reason"] = request.reason;
    change.event.changes["ground"] = request.ground;
    if (!request.suggest.empty()) change.event.changes["suggest"] = request.suggest.value;
    change.event.changes["returned_by"] = ticket.task_force.value;
    return finish_change(ticket, std::move(change));
}

Result<Change> transfer(const Ticket& ticket, const TransferRequest& request, const Act& act) {
    if (const auto can = can_have(request.task_force, ticket.matter, act.rules, "/task_force"); !can) {
        return std::unexpected(can.error());
    }
    if (request.task_force == ticket.task_force) {
        return fail(ErrorCode::kInvalidField, "the ticket is with this task force already", "/task_force");
    }
    Change change = begin_change(ticket, Action::kTransfer, act);
    move_to(change.after, request.task_force, act.now);
    change.event.changes["reason"] = request.reason;
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
