#include "domain/holding.hpp"

#include <algorithm>

#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

void stop_waiting(Ticket& ticket, Instant now) {
    resume_clocks(ticket, now);
    ticket.waiting_until.reset();
    ticket.waiting_reason.clear();
}

}  // namespace

Change claim(const Ticket& ticket, const Act& act) {
    Change change = begin_change(ticket, Action::kClaim, act);
    Ticket& after = change.after;
    after.state = State::kInProgress;
    after.holder = act.person.id;
    if (std::ranges::find(after.handlers, act.person.id) == after.handlers.end()) {
        after.handlers.push_back(act.person.id);
    }
    meet_clock(after, Target::kAck, act.now);
    return finish_change(ticket, std::move(change));
}

Change release(const Ticket& ticket, const std::string& note, const Act& act) {
    Change change = begin_change(ticket, Action::kRelease, act);
    stop_waiting(change.after, act.now);
    change.after.state = State::kQueued;
    change.after.holder = {};
    if (!note.empty()) change.event.changes["note"] = note;
    return finish_change(ticket, std::move(change));
}

Result<Change> wait(const Ticket& ticket, const WaitRequest& request, const Act& act) {
    if (!act.rules.catalogue->wait_reasons.has(request.reason)) {
        return fail(ErrorCode::kInvalidField, "there is no such reason to wait", "/reason");
    }
    const Instant cap = policy_of(ticket, act.rules).waiting_cap.from(act.now).due;
    const Instant until = request.until.value_or(cap);
    if (until <= act.now) return fail(ErrorCode::kInvalidField, "the end of waiting must lie ahead", "/until");
    if (until > cap) return fail(ErrorCode::kInvalidField, "waiting must not go beyond the policy's cap", "/until");
    Change change = begin_change(ticket, Action::kWait, act);
    change.after.state = State::kWaiting;
    change.after.waiting_reason = request.reason;
    change.after.waiting_until = until;
    pause_clocks(change.after, act.rules, act.now);
    change.event.changes["reason"] = request.reason;
    if (!request.note.empty()) change.event.changes["note"] = request.note;
    return finish_change(ticket, std::move(change));
}

Change resume(const Ticket& ticket, const std::string& note, const Act& act) {
    Change change = begin_change(ticket, Action::kResume, act);
    stop_waiting(change.after, act.now);
    change.after.state = State::kInProgress;
    if (!note.empty()) change.event.changes["note"] = note;
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
