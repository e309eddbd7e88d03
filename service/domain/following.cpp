#include "domain/following.hpp"

#include <algorithm>
#include <iterator>

#include "domain/assisting.hpp"
#include "domain/dispatching.hpp"
#include "domain/matter_check.hpp"
#include "domain/privacy.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

template <class T>
void replace(T& field, const std::optional<T>& given) {
    if (given) field = *given;
}

Matter amended(Matter matter, const AmendRequest& request) {
    replace(matter.title, request.title);
    replace(matter.text, request.text);
    replace(matter.category, request.category);
    replace(matter.urgency, request.urgency);
    replace(matter.sector, request.sector);
    replace(matter.district, request.district);
    replace(matter.place, request.place);
    replace(matter.project_code, request.project_code);
    replace(matter.about, request.about);
    replace(matter.facts, request.facts);
    return matter;
}

Caller amended(Caller caller, const CallerAmendment& request) {
    replace(caller.name, request.name);
    replace(caller.kind, request.kind);
    replace(caller.enterprise, request.enterprise);
    replace(caller.address, request.address);
    replace(caller.confidential, request.confidential);
    return caller;
}

/// What was shown masked must not come back as if it were known.
Result<void> refuse_masked(const CallerAmendment& request, const Caller& caller) {
    const auto comes_back = [](const std::optional<std::string>& given, const std::string& masked) {
        return given && !masked.empty() && *given == masked;
    };
    if (comes_back(request.name, masked_name(caller.name))) {
        return fail(ErrorCode::kInvalidField, "this is the masked name: leave it out, or give the whole",
                    "/caller/name");
    }
    if (comes_back(request.address, masked_address(caller.address))) {
        return fail(ErrorCode::kInvalidField, "this is the masked address: leave it out, or give the whole",
                    "/caller/address");
    }
    return {};
}

void end(Ticket& ticket, State state, const Act& act) {
    leave_task_force(ticket, act.now);
    recall_parts(ticket, act);
    stop_clocks(ticket, act.now);
    ticket.state = state;
}

}  // namespace

Change add_note(const Ticket& ticket, const std::string& text, const Act& act) {
    Change change = begin_change(ticket, Action::kNote, act);
    change.event.changes["note"] = text;
    return finish_change(ticket, std::move(change));
}

Change answer_message(const Ticket& ticket, bool mine, const Act& act) {
    Change change = begin_change(ticket, Action::kNote, act);
    change.event.changes[mine ? "acknowledged" : "declined"] = "true";
    if (mine) change.after.attended_at = act.now;
    return finish_change(ticket, std::move(change));
}

Result<Change> amend(const Ticket& ticket, const AmendRequest& request, const Act& act) {
    if (request.caller.phone && *request.caller.phone != ticket.caller.phone) {
        return fail(ErrorCode::kInvalidField,
                    "the number a ticket was opened under stays: open a new ticket for another", "/caller/phone");
    }
    if (const auto ok = refuse_masked(request.caller, ticket.caller); !ok) return std::unexpected(ok.error());
    Change change = begin_change(ticket, Action::kAmend, act);
    Ticket& after = change.after;
    after.matter = amended(ticket.matter, request);
    after.caller = amended(ticket.caller, request.caller);
    if (const auto ok = check_matter(after.matter, after.caller, *act.rules.catalogue); !ok) {
        return std::unexpected(ok.error());
    }
    if (!after.task_force.empty() && after.matter.about == after.task_force) {
        return fail(ErrorCode::kAvoidance,
                    "the complaint is about the task force that has it: dispatch or transfer it elsewhere first",
                    "/about");
    }
    if (after.matter.category != ticket.matter.category || after.matter.urgency != ticket.matter.urgency) {
        reselect_policy(after, act.rules);
    }
    return finish_change(ticket, std::move(change));
}

Change urge(const Ticket& ticket, const std::string& note, const Act& act) {
    Change change = begin_change(ticket, Action::kUrge, act);
    Ticket& after = change.after;
    after.urges += 1;
    const bool raises = is_open(after.state) && after.urges % act.rules.service.urges_to_raise == 0;
    if (raises && act.rules.catalogue->urgency(after.matter.urgency - 1) != nullptr) {
        after.matter.urgency -= 1;
        reselect_policy(after, act.rules);
    }
    if (!note.empty()) change.event.changes["note"] = note;
    return finish_change(ticket, std::move(change));
}

Result<Change> hand_off(const Ticket& ticket, const HandOffRequest& request, const Act& act) {
    if (!act.rules.catalogue->handoff_targets.has(request.to)) {
        return fail(ErrorCode::kInvalidField, "there is no such hand-off target", "/to");
    }
    Change change = begin_change(ticket, Action::kHandOff, act);
    auto& hand_offs = change.after.hand_offs;
    const auto known = std::ranges::find(hand_offs, request.to, &HandOff::to);
    if (known == hand_offs.end()) {
        hand_offs.push_back({request.to, request.reference, request.confirmed, act.now});
    } else {
        if (!request.reference.empty()) known->reference = request.reference;
        known->confirmed = known->confirmed || request.confirmed;
    }
    change.event.changes["to"] = request.to;
    change.event.changes["confirmed"] = request.confirmed ? "true" : "false";
    if (!request.reference.empty()) change.event.changes["reference"] = request.reference;
    return finish_change(ticket, std::move(change));
}

Result<Change> cancel(const Ticket& ticket, const CancelRequest& request, const Act& act) {
    if (!act.rules.catalogue->cancel_reasons.has(request.reason)) {
        return fail(ErrorCode::kInvalidField, "there is no such reason to cancel", "/reason");
    }
    Change change = begin_change(ticket, Action::kCancel, act);
    end(change.after, State::kCancelled, act);
    change.after.end_reason = request.reason;
    change.event.changes["reason"] = request.reason;
    if (!request.note.empty()) change.event.changes["note"] = request.note;
    return finish_change(ticket, std::move(change));
}

Result<std::optional<Change>> take_over(const Ticket& survivor, const Ticket& merged, const Act& act) {
    if (survivor.number == merged.number) {
        return fail(ErrorCode::kMergeConflict, "a ticket cannot be merged into itself", "/into");
    }
    if (!is_open(survivor.state)) {
        return fail(ErrorCode::kMergeConflict, "the surviving ticket is no longer open", "/into");
    }
    // Whoever joined `merged` after a first attempt was cut short is still to come over.
    const auto has_come = [&known = survivor.further_callers](const FurtherCaller& caller) {
        return std::ranges::find(known, caller.merged_ticket, &FurtherCaller::merged_ticket) != known.end();
    };
    std::vector<FurtherCaller> callers{{merged.number, merged.caller}};
    std::ranges::copy(merged.further_callers, std::back_inserter(callers));
    std::erase_if(callers, has_come);
    if (callers.empty()) return std::nullopt;
    Change change = begin_change(survivor, Action::kMerge, act);
    std::ranges::copy(callers, std::back_inserter(change.after.further_callers));
    change.event.changes["merged"] = merged.number.text();
    return finish_change(survivor, std::move(change));
}

Change merge_into(const Ticket& merged, const TicketNumber& survivor, const Act& act) {
    Change change = begin_change(merged, Action::kMerge, act);
    end(change.after, State::kCancelled, act);
    change.after.merged_into = survivor;
    change.after.end_reason = "merged";
    change.event.changes["into"] = survivor.text();
    return finish_change(merged, std::move(change));
}

}  // namespace hotline
