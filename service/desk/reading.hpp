// Reading tickets: one, its history, lists, a caller's. Each answer holds only what its reader may see.
#pragma once

#include <optional>
#include <vector>

#include "desk/desk.hpp"

namespace hotline {

/// What a page shows: tickets in `state` of `task_force` (absent: of all that the reader sees), or those of a list.
struct ListQuery {
    State state = State::kQueued;
    std::optional<TaskForceId> task_force;
    std::optional<TicketList> list;
    std::optional<QueuePosition> after;
    std::size_t limit = 50;
};

struct TicketPage {
    std::vector<Ticket> tickets;
    std::optional<QueuePosition> next;  ///< where the next page begins; nothing: this was the last
};

/// Errors of every function: kStoreUnavailable, kTooBusy, kInternal; kTicketNotFound, kTaskForceNotFound, kForbidden as
/// named.
class Reading {
public:
    Reading(TicketStore& store, Queues& queues, const Desk& desk) : store_(store), queues_(queues), desk_(desk) {}

    [[nodiscard]] Awaitable<Result<Ticket>> ticket(const Person& person, TicketNumber number);
    [[nodiscard]] Awaitable<Result<std::vector<TicketEvent>>> history(const Person& person, TicketNumber number);

    /// What `list` would be refused for: the tickets of one task force, or of all that the person sees.
    /// kTaskForceNotFound, kForbidden.
    [[nodiscard]] Result<void> may_list_queue(const Person& person, const std::optional<TaskForceId>& task_force) const;

    /// kTaskForceNotFound; kForbidden: staff and leads list what is their own task forces' and their own.
    [[nodiscard]] Awaitable<Result<TicketPage>> list(const Person& person, ListQuery query);

    /// Latest first; `after` is the last ticket of the page before. kForbidden.
    [[nodiscard]] Awaitable<Result<TicketPage>> of_caller(const Person& person, Phone phone,
                                                          std::optional<TicketNumber> after, std::size_t limit);

    /// Tickets per task force and state (open ones), all urgencies together.
    [[nodiscard]] Awaitable<Result<std::vector<QueueDepth>>> depths(std::vector<TaskForceId> task_forces);

private:
    TicketStore& store_;
    Queues& queues_;
    const Desk& desk_;
};

}  // namespace hotline
