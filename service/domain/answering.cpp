#include "domain/answering.hpp"

#include <algorithm>
#include <array>

#include "domain/assisting.hpp"
#include "domain/dispatching.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

constexpr std::array<std::string_view, 3> kWaysOfContact{"phone", "visit", "message"};

Result<void> not_ahead(const std::optional<Instant>& at, Instant now, const char* field) {
    if (at && *at > now) return fail(ErrorCode::kInvalidField, "this instant lies ahead", field);
    return {};
}

Result<void> complete(const ResolveRequest& request, const Act& act) {
    if (request.solved) {
        if (!request.unsolved_reason.empty()) {
            return fail(ErrorCode::kInvalidField, "a solved complaint has no reason for not being solved",
                        "/unsolved_reason");
        }
        return not_ahead(request.contacted_at, act.now, "/contacted_at");
    }
    if (request.unsolved_reason.empty()) {
        return fail(ErrorCode::kMissingField, "say why it was not solved", "/unsolved_reason");
    }
    const ReasonCode* const reason = act.rules.catalogue->unsolved_reasons.find(request.unsolved_reason);
    if (reason == nullptr) return fail(ErrorCode::kInvalidField, "there is no such reason", "/unsolved_reason");
    if (reason->needs_proof && request.proof.empty()) {
        return fail(ErrorCode::kMissingField, "this reason needs its proof", "/proof");
    }
    return not_ahead(request.contacted_at, act.now, "/contacted_at");
}

void reopen(Ticket& ticket, const Act& act) {
    stop_clocks(ticket, act.now);
    ticket.generation += 1;
    ticket.state = State::kQueued;
    ticket.outcome.reset();
    ticket.callbacks = {};
    ticket.first_contact_at.reset();
    ticket.extensions = 0;
    leave_task_force(ticket, act.now);
    start_clocks(ticket, act.rules, act.now);
}

void plan_next_try(Ticket& ticket, const Act& act) {
    ticket.callbacks.tries += 1;
    if (ticket.callbacks.tries >= act.rules.service.callback_tries) {
        ticket.callbacks.next_try.reset();
        meet_clock(ticket, Target::kCallback, act.now);
        stop_clocks(ticket, act.now);
        ticket.state = State::kClosed;
    } else {
        ticket.callbacks.next_try = act.now + act.rules.service.callback_spacing;
    }
}

}  // namespace

Result<Change> contact(const Ticket& ticket, const ContactRequest& request, const Act& act) {
    if (std::ranges::find(kWaysOfContact, request.how) == kWaysOfContact.end()) {
        return fail(ErrorCode::kInvalidField, "must be phone, visit or message", "/how");
    }
    if (const auto past = not_ahead(request.at, act.now, "/at"); !past) return std::unexpected(past.error());
    Change change = begin_change(ticket, Action::kContact, act);
    if (request.reached) {
        if (!ticket.first_contact_at) change.after.first_contact_at = request.at.value_or(act.now);
        meet_clock(change.after, Target::kContact, act.now);
    }
    change.event.changes["how"] = request.how;
    change.event.changes["reached"] = request.reached ? "true" : "false";
    if (!request.note.empty()) change.event.changes["note"] = request.note;
    return finish_change(ticket, std::move(change));
}

Result<Change> resolve(const Ticket& ticket, const ResolveRequest& request, const Act& act) {
    if (const auto ok = complete(request, act); !ok) return std::unexpected(ok.error());
    if (const auto done = parts_are_done(ticket); !done) return std::unexpected(done.error());
    Change change = begin_change(ticket, Action::kResolve, act);
    Ticket& after = change.after;
    resume_clocks(after, act.now);
    meet_clock(after, Target::kResolve, act.now);
    if (request.contacted_at) meet_clock(after, Target::kContact, act.now);
    stop_reports(after, act.now);
    start_clock(after, Target::kCallback, act.rules, act.now);
    after.state = State::kResolved;
    after.waiting_until.reset();
    after.waiting_reason.clear();
    after.holder = {};
    after.outcome = Outcome{
        request.justified,     request.solved,       request.unsolved_reason, request.proof, request.internal_account,
        request.public_answer, request.contacted_at, act.person.id,           act.now,       false};
    if (request.contacted_at && !after.first_contact_at) after.first_contact_at = request.contacted_at;
    change.event.changes["justified"] = request.justified ? "true" : "false";
    change.event.changes["solved"] = request.solved ? "true" : "false";
    if (!request.unsolved_reason.empty()) change.event.changes["unsolved_reason"] = request.unsolved_reason;
    change.event.changes["public_answer"] = request.public_answer;
    return finish_change(ticket, std::move(change));
}

Result<Change> check(const Ticket& ticket, const CheckRequest& request, const Act& act) {
    if (!request.passed && request.remark.empty()) {
        return fail(ErrorCode::kMissingField, "say what is wrong with the answer", "/remark");
    }
    Change change = begin_change(ticket, Action::kCheck, act);
    Ticket& after = change.after;
    if (!after.outcome) return fail(ErrorCode::kInternal, "a resolved ticket without an outcome");
    if (request.passed) {
        after.outcome->checked = true;
    } else {
        after.state = State::kInProgress;
        after.holder = after.outcome->by;
        after.outcome.reset();
        unmeet_clock(after, Target::kResolve, act.rules, act.now);
        stop_clock(after, Target::kCallback, act.now);
        resume_reports(after, act.rules, act.now);
    }
    change.event.changes["passed"] = request.passed ? "true" : "false";
    if (!request.remark.empty()) change.event.changes["remark"] = request.remark;
    return finish_change(ticket, std::move(change));
}

Result<Change> call_back(const Ticket& ticket, const CallbackRequest& request, const Act& act) {
    if (std::ranges::find(ticket.handlers, act.person.id) != ticket.handlers.end()) {
        return fail(ErrorCode::kCallbackByHandler, "you have handled this ticket: another operator calls back");
    }
    if (request.reached && !request.solved) {
        return fail(ErrorCode::kMissingField, "ask the caller whether it is solved", "/solved");
    }
    if (!request.reached && (request.solved || request.satisfaction != 0)) {
        return fail(ErrorCode::kInvalidField, "a caller who was not reached has said nothing",
                    request.solved ? "/solved" : "/satisfaction");
    }
    Change change = begin_change(ticket, Action::kCallback, act);
    Ticket& after = change.after;
    if (request.reached) meet_clock(after, Target::kCallback, act.now);
    if (!request.reached) {
        plan_next_try(after, act);
    } else if (*request.solved) {
        after.callbacks.solved = true;
        after.callbacks.satisfaction = request.satisfaction;
        after.callbacks.next_try.reset();
        stop_clocks(after, act.now);
        after.state = State::kClosed;
    } else {
        reopen(after, act);
    }
    change.event.changes["result"] = !request.reached ? "unreachable" : (*request.solved ? "solved" : "unsolved");
    if (request.satisfaction != 0) change.event.changes["satisfaction"] = std::to_string(request.satisfaction);
    if (!request.remark.empty()) change.event.changes["remark"] = request.remark;
    return finish_change(ticket, std::move(change));
}

Change answer(const Ticket& ticket, const AnswerRequest& request, const Act& act) {
    Change change = begin_change(ticket, Action::kAnswer, act);
    Ticket& after = change.after;
    after.state = State::kClosed;
    after.outcome = Outcome{};
    after.outcome->justified = true;
    after.outcome->solved = true;
    after.outcome->public_answer = request.public_answer;
    after.outcome->internal_account = request.internal_account;
    after.outcome->by = act.person.id;
    after.outcome->at = act.now;
    for (const Target target : {Target::kAck, Target::kContact, Target::kResolve}) meet_clock(after, target, act.now);
    recall_parts(after, act);
    stop_clocks(after, act.now);
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
