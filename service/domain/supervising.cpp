#include "domain/supervising.hpp"

#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

/// The order, if it stands.
Result<const SupervisionOrder*> standing_order(const Ticket& ticket, int number) {
    const SupervisionOrder* const order = numbered(ticket.orders, number);
    if (order != nullptr && !order->closed_at) return order;
    return fail(ErrorCode::kInvalidField, "no order " + std::to_string(number) + " stands on this ticket", "/order");
}

void report_on_order(Ticket& ticket, const ReportRequest& request, const Act& act) {
    SupervisionOrder& order = *numbered(ticket.orders, request.order);
    order.report = request.text;
    order.reported_by = act.person.id;
    order.reported_at = act.now;
    order.remark.clear();
    meet_clock(ticket, Target::kSupervision, act.now, request.order);
}

void report_in_between(Ticket& ticket, const Act& act) {
    const int owed = report_owed(ticket);
    if (owed == 0) return;
    meet_clock(ticket, Target::kReport, act.now, owed);
    const auto& target = policy_of(ticket, act.rules).target(Target::kReport);
    if (target && target->again) (void)start_item(ticket, Target::kReport, owed + 1, act.rules, act.now);
}

}  // namespace

Result<Change> supervise(const Ticket& ticket, const SuperviseRequest& request, const Act& act) {
    if (request.due && *request.due <= act.now) {
        return fail(ErrorCode::kInvalidField, "the due instant must lie ahead", "/due");
    }
    Change change = begin_change(ticket, Action::kSupervise, act);
    SupervisionOrder order{.instruction = request.instruction, .by = act.person.id, .at = act.now};
    change.after.orders.push_back(std::move(order));
    const int number = static_cast<int>(change.after.orders.size());
    if (!start_item(change.after, Target::kSupervision, number, act.rules, act.now, request.due)) {
        return fail(ErrorCode::kNotInPolicy, "tickets of this policy are not supervised");
    }
    change.event.changes["order"] = std::to_string(number);
    change.event.changes["instruction"] = request.instruction;
    return finish_change(ticket, std::move(change));
}

Result<Change> report(const Ticket& ticket, const ReportRequest& request, const Act& act) {
    const bool worked_on = ticket.state == State::kInProgress || ticket.state == State::kWaiting;
    if (request.order != 0) {
        if (const auto order = standing_order(ticket, request.order); !order) return std::unexpected(order.error());
    } else if (!worked_on) {
        return fail(ErrorCode::kIllegalTransition, "an interim report is of a ticket somebody works on; name the order",
                    "/order");
    }
    Change change = begin_change(ticket, Action::kReport, act);
    if (request.order != 0) {
        report_on_order(change.after, request, act);
        change.event.changes["order"] = std::to_string(request.order);
    } else {
        report_in_between(change.after, act);
    }
    change.event.changes["report"] = request.text;
    return finish_change(ticket, std::move(change));
}

Result<Change> close_supervision(const Ticket& ticket, const CloseSupervisionRequest& request, const Act& act) {
    const auto standing = standing_order(ticket, request.order);
    if (!standing) return std::unexpected(standing.error());
    if ((*standing)->by != act.person.id) {
        return fail(ErrorCode::kForbidden, "only " + (*standing)->by.value + ", who gave the order, closes it");
    }
    if (!request.accepted && request.remark.empty()) {
        return fail(ErrorCode::kMissingField, "say what is wrong with the report", "/remark");
    }
    if (!request.accepted && (*standing)->report.empty()) {
        return fail(ErrorCode::kInvalidField, "there is no report yet", "/accepted");
    }
    Change change = begin_change(ticket, Action::kCloseSupervision, act);
    SupervisionOrder& order = *numbered(change.after.orders, request.order);
    order.remark = request.remark;
    if (request.accepted) {
        order.closed_at = act.now;
        meet_clock(change.after, Target::kSupervision, act.now, request.order);
    } else {
        order.report.clear();
        order.reported_by = {};
        order.reported_at.reset();
        unmeet_clock(change.after, Target::kSupervision, act.rules, act.now, request.order);
    }
    change.event.changes["order"] = std::to_string(request.order);
    change.event.changes["accepted"] = request.accepted ? "true" : "false";
    if (!request.remark.empty()) change.event.changes["remark"] = request.remark;
    return finish_change(ticket, std::move(change));
}

}  // namespace hotline
