#include "domain/holding.hpp"

#include <algorithm>

#include "base/instant.hpp"
#include "domain/deciding.hpp"
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
    if (policy_of(ticket, act.rules).waiting_needs_approval) {
        PendingRequest pending{PendingRequest::kToWait, until, request.reason, act.person.id, act.now};
        if (const auto put = put_request(change.after, std::move(pending)); !put) return std::unexpected(put.error());
        change.event.changes["pending"] = "true";
    } else {
        begin_waiting(change.after, request.reason, until, act);
    }
    change.event.changes["reason"] = request.reason;
    change.event.changes["until"] = to_rfc3339(until, *act.rules.service.zone);
    if (!request.note.empty()) change.event.changes["note"] = request.note;
    return finish_change(ticket, std::move(change));
}

void begin_waiting(Ticket& ticket, const std::string& reason, Instant until, const Act& act) {
    ticket.state = State::kWaiting;
    ticket.waiting_reason = reason;
    ticket.waiting_until = until;
    pause_clocks(ticket, act.rules, act.now);
}

std::optional<Instant> lease_end(const Ticket& ticket, const Rulebook& rules, Instant holder_seen) {
    if (ticket.state != State::kInProgress) return std::nullopt;
    const auto& lease = policy_of(ticket, rules).claim_lease;
    if (!lease) return std::nullopt;
    return lease->from(std::max(ticket.attended_at, holder_seen)).due;
}

Change expire_lease(const Ticket& ticket, const Act& act) {
    Change change = release(ticket, "", act);
    change.event.changes["lease"] = "expired";
    change.event.changes["held_by"] = ticket.holder.value;
    return change;
}

Change resume(const Ticket& ticket, const std::string& note, const Act& act) {
    Change change = begin_change(ticket, Action::kResume, act);
    stop_waiting(change.after, act.now);
    change.after.state = State::kInProgress;
    if (!note.empty()) change.event.changes["note"] = note;
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
