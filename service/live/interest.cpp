#include "live/interest.hpp"

#include <algorithm>

namespace hotline::live {
namespace {

constexpr std::array kOpenStates{State::kQueued, State::kInProgress, State::kWaiting, State::kResolved};

bool covers(const Interest& interest, const TicketStanding& standing, const Person& person) {
    switch (interest.kind) {
        case Interest::kAll:
        case Interest::kTicket: return true;
        case Interest::kMine: return person.belongs_to(standing.task_force) || standing.holder == person.id;
        case Interest::kTaskForce: return standing.task_force == interest.task_force;
        case Interest::kBoard: return false;
    }
    return false;
}

TicketStanding with_task_force(TicketStanding standing, const TaskForceId& task_force) {
    standing.task_force = task_force;
    return standing;
}

bool sees_desk(const Person& person) { return may_see(TicketStanding{true, State::kTriage, {}, {}}, person); }

void add_states(std::vector<std::string>& addresses, const std::string& more) {
    for (const State state : kOpenStates) {
        addresses.push_back("/api/v1/tickets?state=" + std::string(to_string(state)) + more);
    }
}

}  // namespace

Relation relation_of(const Described& event, const Interest& interest, const Person& person) {
    if (interest.kind == Interest::kTicket && event.number != interest.ticket) return Relation::kNone;
    const auto concerns = [&](const TicketStanding& standing) {
        return covers(interest, standing, person) && may_see(standing, person);
    };
    if (concerns(event.standing)) return Relation::kShown;
    const bool left = std::ranges::any_of(event.earlier, [&](const TaskForceId& task_force) {
        return concerns(with_task_force(event.standing, task_force));
    });
    return left ? Relation::kLeft : Relation::kNone;
}

bool may_follow(const Interest& interest, const Person& person) {
    const auto sees = [&](const TaskForceId& task_force) {
        return may_see(TicketStanding{true, State::kQueued, task_force, {}}, person);
    };
    switch (interest.kind) {
        case Interest::kTicket: return true;
        case Interest::kTaskForce: return sees(interest.task_force);
        case Interest::kBoard: return sees_desk(person);
        case Interest::kAll:
        case Interest::kMine: break;
    }
    return sees_desk(person) || std::ranges::any_of(person.task_forces, sees) ||
           std::ranges::any_of(person.scope.task_forces, sees);
}

std::vector<std::string> snapshot_of(const Interest& interest, const Person& person) {
    std::vector<std::string> addresses;
    switch (interest.kind) {
        case Interest::kTicket: return {"/api/v1/tickets/" + interest.ticket.text()};
        case Interest::kBoard: return {"/api/v1/task-forces"};
        case Interest::kTaskForce: add_states(addresses, "&task_force=" + interest.task_force.value); break;
        case Interest::kMine:
            for (const TaskForceId& own : person.task_forces) add_states(addresses, "&task_force=" + own.value);
            addresses.emplace_back("/api/v1/tickets?assignee=me");
            break;
        case Interest::kAll:
            if (sees_desk(person)) addresses.emplace_back("/api/v1/tickets?state=triage");
            add_states(addresses, "");
            for (const TaskForceId& own : person.task_forces) {
                addresses.push_back("/api/v1/tickets?assisting=" + own.value);
            }
            break;
    }
    return addresses;
}

}  // namespace hotline::live
