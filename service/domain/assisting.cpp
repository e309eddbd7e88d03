#include "domain/assisting.hpp"

#include <fmt/ranges.h>

#include "domain/dispatching.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

Result<const Part*> open_part(const Ticket& ticket, int number) {
    const Part* const part = numbered(ticket.parts, number);
    if (part != nullptr && !part->ended_at) return part;
    return fail(ErrorCode::kInvalidField, "no part " + std::to_string(number) + " of this ticket is open", "/part");
}

void end_part(Part& part, const std::string& account, bool recalled, const Act& act) {
    part.account = account;
    part.ended_by = act.person.id;
    part.ended_at = act.now;
    part.recalled = recalled;
}

Change end_one(const Ticket& ticket, Action action, const PartRequest& request, const Act& act) {
    Change change = begin_change(ticket, action, act);
    Part& part = *numbered(change.after.parts, request.part);
    end_part(part, request.account, action == Action::kRecall, act);
    if (action == Action::kRecall) {
        stop_clock(change.after, Target::kPart, act.now, request.part);
    } else {
        meet_clock(change.after, Target::kPart, act.now, request.part);
    }
    change.event.changes["part"] = std::to_string(request.part);
    change.event.changes["of"] = part.task_force.value;
    return finish_change(ticket, std::move(change));
}

}  // namespace

Result<Change> assist(const Ticket& ticket, const AssistRequest& request, const Act& act) {
    if (const auto can = can_have(request.task_force, ticket.matter, act.rules, "/task_force"); !can) {
        return std::unexpected(can.error());
    }
    if (request.task_force == ticket.task_force) {
        return fail(ErrorCode::kInvalidField, "the ticket is with this task force already", "/task_force");
    }
    if (request.due && *request.due <= act.now) {
        return fail(ErrorCode::kInvalidField, "the due instant must lie ahead", "/due");
    }
    Change change = begin_change(ticket, Action::kAssist, act);
    Part part{.task_force = request.task_force, .asked = request.asked, .asked_by = act.person.id, .asked_at = act.now};
    change.after.parts.push_back(std::move(part));
    const int number = static_cast<int>(change.after.parts.size());
    if (!start_item(change.after, Target::kPart, number, act.rules, act.now, request.due)) {
        return fail(ErrorCode::kNotInPolicy, "tickets of this policy have no parts: transfer it, or ask the duty desk");
    }
    change.event.changes["part"] = std::to_string(number);
    change.event.changes["of"] = request.task_force.value;
    return finish_change(ticket, std::move(change));
}

Result<Change> contribute(const Ticket& ticket, const PartRequest& request, const Act& act) {
    const auto part = open_part(ticket, request.part);
    if (!part) return std::unexpected(part.error());
    if (!act.person.belongs_to((*part)->task_force)) {
        return fail(ErrorCode::kForbidden, "this part is for " + (*part)->task_force.value);
    }
    return end_one(ticket, Action::kContribute, request, act);
}

Result<Change> recall_part(const Ticket& ticket, const PartRequest& request, const Act& act) {
    if (const auto part = open_part(ticket, request.part); !part) return std::unexpected(part.error());
    return end_one(ticket, Action::kRecall, request, act);
}

void recall_parts(Ticket& ticket, const Act& act) {
    for (Part& part : ticket.parts) {
        if (!part.ended_at) end_part(part, "", true, act);
    }
}

Result<void> parts_are_done(const Ticket& ticket) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < ticket.parts.size(); ++i) {
        if (!ticket.parts[i].ended_at) open.push_back(i + 1);
    }
    if (open.empty()) return {};
    return std::unexpected(Error{ErrorCode::kPartsOpen,
                                 "other task forces still owe parts of this ticket: wait for them or recall them",
                                 "",
                                 {{"parts", fmt::format("{}", fmt::join(open, ","))}}});
}

}  // namespace hotline
