#include "domain/lifecycle.hpp"

#include <algorithm>

namespace hotline {
namespace {

using enum State;
using enum Role;
using enum Standing;

template <std::size_t kSize>
using States = std::array<State, kSize>;
template <std::size_t kSize>
using Grants = std::array<Grant, kSize>;

constexpr States<5> kOpenStates{kTriage, kQueued, kInProgress, kWaiting, kResolved};
constexpr States<7> kEveryState{kTriage, kQueued, kInProgress, kWaiting, kResolved, kClosed, kCancelled};
constexpr States<4> kUnanswered{kTriage, kQueued, kInProgress, kWaiting};
constexpr States<3> kUnfinished{kTriage, kQueued, kInProgress};
constexpr States<2> kUndispatched{kTriage, kQueued};
constexpr States<2> kReturnable{kQueued, kInProgress};
constexpr States<2> kClaimed{kInProgress, kWaiting};
constexpr States<4> kAfterClaim{kInProgress, kWaiting, kResolved, kClosed};
constexpr States<6> kOpenOrClosed{kTriage, kQueued, kInProgress, kWaiting, kResolved, kClosed};
constexpr States<2> kDecidable{kInProgress, kResolved};
constexpr States<2> kWaitResults{kInProgress, kWaiting};
constexpr States<2> kCheckResults{kInProgress, kResolved};
constexpr States<3> kCallbackResults{kClosed, kQueued, kResolved};
constexpr States<1> kOnlyTriage{kTriage};
constexpr States<1> kOnlyQueued{kQueued};
constexpr States<1> kOnlyInProgress{kInProgress};
constexpr States<1> kOnlyWaiting{kWaiting};
constexpr States<1> kOnlyResolved{kResolved};
constexpr States<1> kOnlyClosed{kClosed};
constexpr States<1> kOnlyCancelled{kCancelled};

constexpr Grants<3> kIntake{{{kOperator, kAny}, {kDispatcher, kAny}, {kIntegration, kAny}}};
constexpr Grants<2> kDeskPeople{{{kOperator, kAny}, {kDispatcher, kAny}}};
constexpr Grants<2> kDispatching{{{kDispatcher, kAny}, {kManager, kAny}}};
constexpr Grants<1> kDispatcherOnly{{{kDispatcher, kAny}}};
constexpr Grants<1> kOperatorOnly{{{kOperator, kAny}}};
constexpr Grants<2> kMembers{{{kStaff, kTaskForce}, {kLead, kTaskForce}}};
constexpr Grants<2> kHolders{{{kStaff, kHolder}, {kLead, kHolder}}};
constexpr Grants<2> kHolderOrLead{{{kStaff, kHolder}, {kLead, kTaskForce}}};
constexpr Grants<3> kHolderLeadOrTime{{{kStaff, kHolder}, {kLead, kTaskForce}, {kSystem, kAny}}};
constexpr Grants<2> kAssistants{{{kStaff, kAssistant}, {kLead, kAssistant}}};
constexpr Grants<4> kRecalling{{{kStaff, kHolder}, {kLead, kTaskForce}, {kDispatcher, kAny}, {kManager, kAny}}};
constexpr Grants<2> kDeciding{{{kLead, kTaskForce}, {kManager, kAny}}};
constexpr Grants<1> kLeadOnly{{{kLead, kTaskForce}}};
constexpr Grants<2> kSupervisors{{{kManager, kAny}, {kInspector, kAny}}};
constexpr Grants<1> kTime{{{kSystem, kAny}}};
constexpr Grants<3> kTransferring{{{kLead, kTaskForce}, {kDispatcher, kAny}, {kManager, kAny}}};
constexpr Grants<5> kEverybodyInvolved{
    {{kOperator, kAny}, {kDispatcher, kAny}, {kStaff, kTaskForce}, {kLead, kTaskForce}, {kManager, kAny}}};

constexpr std::array<Transition, kActionNames.size()> kTable{{
    {Action::kOpen, {}, kUndispatched, true, kIntake},
    {Action::kAnswer, kOnlyTriage, kOnlyClosed, true, kDeskPeople},
    {Action::kDispatch, kUndispatched, kOnlyQueued, false, kDispatching},
    {Action::kClaim, kOnlyQueued, kOnlyInProgress, false, kMembers},
    {Action::kRelease, kClaimed, kOnlyQueued, false, kHolderLeadOrTime},
    {Action::kNote, kOpenStates, kOpenStates, false, kEverybodyInvolved, false},
    {Action::kAmend, kOpenStates, kOpenStates, false, kEverybodyInvolved, false},
    {Action::kWait, kOnlyInProgress, kWaitResults, false, kHolders},
    {Action::kResume, kOnlyWaiting, kOnlyInProgress, false, kHolderLeadOrTime},
    {Action::kReturn, kReturnable, kUndispatched, false, kMembers},
    {Action::kTransfer, kClaimed, kOnlyQueued, false, kTransferring},
    {Action::kContact, kOnlyInProgress, kOnlyInProgress, false, kHolders},
    {Action::kResolve, kClaimed, kOnlyResolved, false, kHolders},
    {Action::kCheck, kOnlyResolved, kCheckResults, false, kDeskPeople},
    {Action::kHandOff, kOpenStates, kOpenStates, false, kDeskPeople},
    {Action::kCallback, kOnlyResolved, kCallbackResults, false, kOperatorOnly},
    {Action::kUrge, kOpenOrClosed, kOpenOrClosed, false, kDeskPeople, false},
    {Action::kMerge, kUnanswered, kOnlyCancelled, false, kDeskPeople},
    {Action::kCancel, kUnfinished, kOnlyCancelled, false, kDispatcherOnly},
    {Action::kAssist, kOnlyInProgress, kOnlyInProgress, false, kHolders},
    {Action::kContribute, kUnanswered, kUnanswered, false, kAssistants, false},
    {Action::kRecall, kUnanswered, kUnanswered, false, kRecalling},
    {Action::kExtend, kOnlyInProgress, kOnlyInProgress, false, kHolders},
    {Action::kDecide, kDecidable, kAfterClaim, false, kDeciding, false},
    {Action::kReport, kAfterClaim, kAfterClaim, false, kHolderOrLead},
    {Action::kFinalAnswer, kOnlyResolved, kOnlyResolved, false, kLeadOnly},
    {Action::kSupervise, kOpenStates, kOpenStates, false, kSupervisors, false},
    // An order outlives its ticket: it stands until whoever gave it is content.
    {Action::kCloseSupervision, kEveryState, kEveryState, false, kSupervisors, false},
    // Also once it has ended: what was missed before that is put on record.
    {Action::kEscalate, kEveryState, kEveryState, false, kTime, false},
}};

template <class Enum, std::size_t kSize>
std::optional<Enum> parse_name(const std::array<std::string_view, kSize>& names, std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

bool belongs_to_any(const Person& person, const std::vector<TaskForceId>& task_forces) {
    return std::ranges::any_of(task_forces, [&](const TaskForceId& id) { return person.belongs_to(id); });
}

bool stands(Standing standing, const TicketStanding& ticket, const Person& person) {
    switch (standing) {
        case kAny: return true;
        case kTaskForce: return person.belongs_to(ticket.task_force);
        case kHolder: return ticket.holder == person.id && person.belongs_to(ticket.task_force);
        case kAssistant: return belongs_to_any(person, ticket.owing);
    }
    return false;
}

bool state_allows(const Transition& transition, const TicketStanding& ticket) {
    if (!ticket.exists) return transition.creates;
    if (transition.action == Action::kUrge && ticket.state == kClosed) return ticket.has_final_answer;
    return std::ranges::find(transition.from, ticket.state) != transition.from.end();
}

bool has_role(const Transition& transition, const Person& person) {
    return std::ranges::any_of(transition.grants, [&](const Grant& grant) { return person.is(grant.role); });
}

bool is_granted(const Transition& transition, const TicketStanding& ticket, const Person& person) {
    return std::ranges::any_of(transition.grants, [&](const Grant& grant) {
        return person.is(grant.role) && stands(grant.standing, ticket, person);
    });
}

std::string who_may(const Transition& transition) {
    std::string text;
    for (const Grant& grant : transition.grants) {
        if (grant.role == kSystem) continue;
        if (!text.empty()) text += ", ";
        text += to_string(grant.role);
        if (grant.standing == kTaskForce) text += " of the ticket's task force";
        if (grant.standing == kHolder) text += " who holds the ticket";
        if (grant.standing == kAssistant) text += " of a task force that owes a part";
    }
    return text;
}

std::string names(const std::vector<Action>& actions) {
    std::string text;
    for (const Action action : actions) {
        if (!text.empty()) text += ",";
        text += to_string(action);
    }
    return text;
}

std::unexpected<Error> forbidden(const Transition& transition) {
    return fail(ErrorCode::kForbidden, std::string(to_string(transition.action)) + " is for: " + who_may(transition));
}

template <std::size_t kSize>
bool is_one_of(const std::array<Role, kSize>& roles, const Person& person) {
    return std::ranges::any_of(roles, [&](Role role) { return person.is(role); });
}

}  // namespace

std::optional<State> parse_state(std::string_view name) { return parse_name<State>(kStateNames, name); }

std::optional<Action> parse_action(std::string_view name) { return parse_name<Action>(kActionNames, name); }

std::span<const Transition> lifecycle() { return kTable; }

const Transition& transition_of(Action action) { return kTable[static_cast<std::size_t>(action)]; }

Result<void> permit(Action action, const TicketStanding& ticket, const Person& person) {
    const Transition& transition = transition_of(action);
    if (!person.scope.covers_action(to_string(action))) {
        return fail(ErrorCode::kForbidden, "this token was not made for: " + std::string(to_string(action)));
    }
    if (!has_role(transition, person)) return forbidden(transition);
    if (!state_allows(transition, ticket)) {
        Error error{
            ErrorCode::kIllegalTransition,
            std::string(to_string(action)) + " is not possible while the ticket is " +
                std::string(to_string(ticket.state)),
            "",
            {{"state", std::string(to_string(ticket.state))}, {"allowed", names(allowed_actions(ticket, person))}}};
        return std::unexpected(std::move(error));
    }
    if (!is_granted(transition, ticket, person)) return forbidden(transition);
    return {};
}

std::vector<Action> allowed_actions(const TicketStanding& ticket, const Person& person) {
    std::vector<Action> actions;
    for (const Transition& transition : kTable) {
        const bool covered = person.scope.covers_action(to_string(transition.action));
        if (covered && state_allows(transition, ticket) && is_granted(transition, ticket, person)) {
            actions.push_back(transition.action);
        }
    }
    return actions;
}

bool may_see(const TicketStanding& ticket, const Person& person) {
    constexpr std::array kSeeAll{kOperator, kDispatcher, kManager, kAuditor, kAdmin, kInspector, kSystem};
    const auto within = [&](const TaskForceId& task_force) { return person.scope.covers(task_force); };
    if (!within(ticket.task_force) && std::ranges::none_of(ticket.involved, within)) return false;
    if (is_one_of(kSeeAll, person)) return true;
    if (!person.is(kStaff) && !person.is(kLead)) return false;
    return person.belongs_to(ticket.task_force) || belongs_to_any(person, ticket.involved);
}

bool may_look_up_callers(const Person& person) {
    return person.scope.task_forces.empty() &&
           is_one_of(std::array{kOperator, kDispatcher, kManager, kAuditor}, person);
}

}  // namespace hotline
