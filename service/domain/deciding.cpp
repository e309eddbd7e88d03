#include "domain/deciding.hpp"

#include "base/instant.hpp"
#include "domain/holding.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

/// Further than the policy goes, or once more than it allows.
bool is_beyond_policy(const Ticket& ticket, const PendingRequest& request, const Rulebook& rules) {
    const auto& extension = policy_of(ticket, rules).extension;
    if (!extension || ticket.extensions >= extension->times) return true;
    const auto due = due_of(ticket, Target::kResolve, rules);
    return !due || request.until > extension->most.from(due->due).due;
}

Result<void> may_decide(const Ticket& ticket, const PendingRequest& request, const Act& act) {
    if (request.by == act.person.id) {
        return fail(ErrorCode::kDecidedByAsker, "you have asked for this yourself: another lead or a manager decides");
    }
    if (act.person.is(Role::kManager)) return {};
    if (request.kind == PendingRequest::kToClose) {
        return fail(ErrorCode::kForbidden, "a final answer is approved by a manager");
    }
    if (request.kind == PendingRequest::kToExtend && is_beyond_policy(ticket, request, act.rules)) {
        return fail(ErrorCode::kForbidden, "this goes beyond the policy: a manager decides");
    }
    return {};
}

Result<void> grant(Ticket& ticket, const PendingRequest& request, const Act& act) {
    switch (request.kind) {
        case PendingRequest::kToExtend:
            extend_clock(ticket, Target::kResolve, request.until, act.now);
            ticket.extensions += 1;
            break;
        case PendingRequest::kToWait:
            if (request.until <= act.now) {
                return fail(ErrorCode::kInvalidField, "the end of waiting that was asked for has passed: refuse it",
                            "/approved");
            }
            begin_waiting(ticket, request.reason, request.until, act);
            break;
        case PendingRequest::kToClose:
            ticket.final_answer = FinalAnswer{request.reason, request.by, act.person.id, act.now};
            ticket.callbacks.next_try.reset();
            stop_clocks(ticket, act.now);
            ticket.state = State::kClosed;
            break;
    }
    return {};
}

Result<Change> asked(const Ticket& ticket, Action action, PendingRequest request, const Act& act) {
    Change change = begin_change(ticket, action, act);
    if (request.kind == PendingRequest::kToExtend) {
        change.event.changes["until"] = to_rfc3339(request.until, *act.rules.service.zone);
    }
    change.event.changes["reason"] = request.reason;
    if (const auto put = put_request(change.after, std::move(request)); !put) return std::unexpected(put.error());
    return finish_change(ticket, std::move(change));
}

}  // namespace

Result<void> put_request(Ticket& ticket, PendingRequest request) {
    if (ticket.request) {
        return fail(ErrorCode::kRequestPending, "first the request of " + ticket.request->by.value + " is decided");
    }
    ticket.request = std::move(request);
    return {};
}

Result<Change> ask_extension(const Ticket& ticket, const ExtendRequest& request, const Act& act) {
    const auto due = due_of(ticket, Target::kResolve, act.rules);
    if (!due || !policy_of(ticket, act.rules).extension) {
        return fail(ErrorCode::kNotInPolicy, "tickets of this policy are not put off");
    }
    if (act.now >= due->due) return fail(ErrorCode::kTooLate, "the ticket is due already");
    if (request.until <= due->due) {
        return fail(ErrorCode::kInvalidField, "must lie after the due instant", "/until");
    }
    return asked(ticket, Action::kExtend,
                 {PendingRequest::kToExtend, request.until, request.reason, act.person.id, act.now}, act);
}

Result<Change> sign_final_answer(const Ticket& ticket, const std::string& reason, const Act& act) {
    return asked(ticket, Action::kFinalAnswer, {PendingRequest::kToClose, {}, reason, act.person.id, act.now}, act);
}

Result<Change> decide(const Ticket& ticket, const DecideRequest& request, const Act& act) {
    if (!ticket.request) return fail(ErrorCode::kNothingPending, "nobody has asked for anything");
    const PendingRequest& pending = *ticket.request;
    if (const auto may = may_decide(ticket, pending, act); !may) return std::unexpected(may.error());
    if (!request.approved && request.remark.empty()) {
        return fail(ErrorCode::kMissingField, "say why it is refused", "/remark");
    }
    Change change = begin_change(ticket, Action::kDecide, act);
    if (request.approved) {
        if (const auto granted = grant(change.after, pending, act); !granted) return std::unexpected(granted.error());
    }
    change.after.request.reset();
    change.event.changes["request"] = kRequestNames[pending.kind];
    change.event.changes["asked_by"] = pending.by.value;
    change.event.changes["approved"] = request.approved ? "true" : "false";
    if (request.approved && pending.kind != PendingRequest::kToClose) {
        change.event.changes["until"] = to_rfc3339(pending.until, *act.rules.service.zone);
    }
    if (!request.remark.empty()) change.event.changes["remark"] = request.remark;
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
