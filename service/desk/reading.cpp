#include "desk/reading.hpp"

#include <algorithm>

namespace hotline {
namespace {

bool sees_task_force(const Person& person, const TaskForceId& task_force) {
    return may_see(TicketStanding{true, State::kQueued, task_force, {}}, person);
}

/// The queues a list reads: the one that was asked for, or every one the person sees; triage is the duty desk's alone.
Result<std::vector<TaskForceId>> queues_for(const Person& person, const ListQuery& query, const Catalogue& catalogue) {
    if (query.state == State::kTriage) {
        if (sees_task_force(person, {})) return std::vector{TaskForceId{}};
        return fail(ErrorCode::kForbidden, "triage is the duty desk's");
    }
    if (query.task_force) {
        if (!catalogue.task_forces.has(query.task_force->value)) {
            return fail(ErrorCode::kTaskForceNotFound, "there is no task force " + query.task_force->value,
                        "task_force");
        }
        if (!sees_task_force(person, *query.task_force)) {
            return fail(ErrorCode::kForbidden, "you do not belong to " + query.task_force->value, "task_force");
        }
        return std::vector{*query.task_force};
    }
    std::vector<TaskForceId> visible;
    for (const TaskForce& task_force : catalogue.task_forces.all()) {
        if (sees_task_force(person, task_force.id)) visible.push_back(task_force.id);
    }
    if (visible.empty()) return fail(ErrorCode::kForbidden, "you see no task force's tickets");
    // What was closed or cancelled before a task force had it stays with the desk.
    if (!is_open(query.state) && sees_task_force(person, {})) visible.emplace_back();
    return visible;
}

Result<void> may_list(const Person& person, const TicketList& list, const Catalogue& catalogue) {
    if (list.kind != TicketList::kAssisted) {
        if (list.owner == person.id.value || sees_task_force(person, {})) return {};
        const bool assigned = list.kind == TicketList::kAssigned;
        return fail(ErrorCode::kForbidden, "you may list your own", assigned ? "assignee" : "supervised_by");
    }
    if (!catalogue.task_forces.has(list.owner)) {
        return fail(ErrorCode::kTaskForceNotFound, "there is no task force " + list.owner, "assisting");
    }
    if (sees_task_force(person, TaskForceId(list.owner))) return {};
    return fail(ErrorCode::kForbidden, "you do not belong to " + list.owner, "assisting");
}

bool is_listed(const Ticket& ticket, const TicketList& list) {
    switch (list.kind) {
        case TicketList::kAssigned: return ticket.holder.value == list.owner;
        case TicketList::kAssisted:
            return std::ranges::any_of(
                ticket.parts, [&](const Part& part) { return !part.ended_at && part.task_force.value == list.owner; });
        case TicketList::kSupervised:
            return std::ranges::any_of(ticket.orders, [&](const SupervisionOrder& order) {
                return !order.closed_at && order.by.value == list.owner;
            });
    }
    return false;
}

}  // namespace

Awaitable<Result<Ticket>> Reading::ticket(const Person& person, TicketNumber number) {
    auto ticket = co_await store_.read(number);
    if (ticket && !may_see(ticket->standing(), person)) co_return no_such_ticket(number);
    co_return ticket;
}

Awaitable<Result<std::vector<TicketEvent>>> Reading::history(const Person& person, TicketNumber number) {
    const auto visible = co_await ticket(person, number);
    if (!visible) co_return std::unexpected(visible.error());
    co_return co_await store_.history(number);
}

Result<void> Reading::may_list_queue(const Person& person, const std::optional<TaskForceId>& task_force) const {
    ListQuery query;
    query.task_force = task_force;
    const auto queues = queues_for(person, query, *desk_.rules()->catalogue);
    if (!queues) return std::unexpected(queues.error());
    return {};
}

Awaitable<Result<TicketPage>> Reading::list(const Person& person, ListQuery query) {
    const auto rules = desk_.rules();
    Result<QueuePage> page;
    if (query.list) {
        if (const auto may = may_list(person, *query.list, *rules->catalogue); !may) {
            co_return std::unexpected(may.error());
        }
        page = co_await queues_.page(*query.list, query.after, query.limit);
    } else {
        auto task_forces = queues_for(person, query, *rules->catalogue);
        if (!task_forces) co_return std::unexpected(task_forces.error());
        page = co_await queues_.page(*std::move(task_forces), query.state, rules->catalogue->urgency_levels(),
                                     query.after, query.limit);
    }
    if (!page) co_return std::unexpected(page.error());
    std::vector<TicketNumber> numbers;
    for (const QueuePosition& entry : page->entries) numbers.push_back(entry.number);
    auto tickets = co_await store_.read_all(std::move(numbers));
    if (!tickets) co_return std::unexpected(tickets.error());
    // What moved on between the two reads is not in the list that was asked for.
    std::erase_if(*tickets, [&](const Ticket& ticket) {
        const bool listed = query.list ? is_listed(ticket, *query.list) : ticket.state == query.state;
        return !listed || !may_see(ticket.standing(), person);
    });
    TicketPage result{*std::move(tickets), std::nullopt};
    if (page->more) result.next = page->entries.back();
    co_return result;
}

Awaitable<Result<TicketPage>> Reading::of_caller(const Person& person, Phone phone, std::optional<TicketNumber> after,
                                                 std::size_t limit) {
    if (!may_look_up_callers(person)) {
        co_return fail(ErrorCode::kForbidden, "callers are looked up by: operator, dispatcher, manager, auditor");
    }
    auto numbers = co_await store_.of_caller(std::move(phone));
    if (!numbers) co_return std::unexpected(numbers.error());
    if (after) {
        std::erase_if(*numbers, [&](const TicketNumber& number) { return number.serial() >= after->serial(); });
    }
    const bool more = numbers->size() > limit;
    if (more) numbers->resize(limit);
    auto tickets = co_await store_.read_all(*std::move(numbers));
    if (!tickets) co_return std::unexpected(tickets.error());
    TicketPage page{*std::move(tickets), std::nullopt};
    if (more && !page.tickets.empty()) page.next = QueuePosition{0, {}, page.tickets.back().number};
    co_return page;
}

Awaitable<Result<std::vector<QueueDepth>>> Reading::depths(std::vector<TaskForceId> task_forces) {
    const auto rules = desk_.rules();
    co_return co_await queues_.depths(std::move(task_forces),
                                      {State::kQueued, State::kInProgress, State::kWaiting, State::kResolved},
                                      rules->catalogue->urgency_levels());
}

}  // namespace hotline
