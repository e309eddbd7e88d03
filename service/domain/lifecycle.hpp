// A ticket's life (DESIGN §3) as one table: which action leads from which states to which, and who may take it.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "domain/person.hpp"

namespace hotline {

enum class State : unsigned char { kTriage, kQueued, kInProgress, kWaiting, kResolved, kClosed, kCancelled };

enum class Action : unsigned char {
    kOpen,
    kAnswer,
    kDispatch,
    kClaim,
    kRelease,
    kNote,
    kAmend,
    kWait,
    kResume,
    kReturn,
    kTransfer,
    kContact,
    kResolve,
    kCheck,
    kHandOff,
    kCallback,
    kUrge,
    kMerge,
    kCancel,
    kAssist,
    kContribute,
    kRecall,
    kExtend,
    kDecide,
    kReport,
    kFinalAnswer,
    kSupervise,
    kCloseSupervision,
    kEscalate,
};

inline constexpr std::array<std::string_view, 7> kStateNames{"triage",   "queued", "in_progress", "waiting",
                                                             "resolved", "closed", "cancelled"};
inline constexpr std::array<std::string_view, 29> kActionNames{
    "open",     "answer",   "dispatch", "claim",    "release",      "note",      "amend",
    "wait",     "resume",   "return",   "transfer", "contact",      "resolve",   "check",
    "hand_off", "callback", "urge",     "merge",    "cancel",       "assist",    "contribute",
    "recall",   "extend",   "decide",   "report",   "final_answer", "supervise", "close_supervision",
    "escalate"};

[[nodiscard]] constexpr std::string_view to_string(State state) { return kStateNames[static_cast<std::size_t>(state)]; }
[[nodiscard]] constexpr std::string_view to_string(Action action) {
    return kActionNames[static_cast<std::size_t>(action)];
}
[[nodiscard]] std::optional<State> parse_state(std::string_view name);
[[nodiscard]] std::optional<Action> parse_action(std::string_view name);

/// How a person has to stand to the ticket for a role to count.
enum class Standing : unsigned char {
    kAny,        ///< the role is enough
    kTaskForce,  ///< a member of the task force that has the ticket
    kHolder,     ///< the one who claimed it
    kAssistant,  ///< a member of another task force that owes a part
};

struct Grant {
    Role role;
    Standing standing;
};

struct Transition {
    Action action;
    std::span<const State> from;  ///< empty: only a ticket that does not exist yet
    std::span<const State> to;    ///< every state the action may lead to
    bool creates;                 ///< may also begin a ticket's life
    std::span<const Grant> grants;
    bool attends = true;  ///< somebody has seen to the ticket with it, whoever takes it
};

/// The whole table, in the order of DESIGN §3.
[[nodiscard]] std::span<const Transition> lifecycle();
[[nodiscard]] const Transition& transition_of(Action action);

/// What a permission decision needs to know of a ticket; `exists` false stands for one that is about to be opened.
struct TicketStanding {
    bool exists = true;
    State state = State::kTriage;
    TaskForceId task_force;
    PersonId holder;
    std::vector<TaskForceId> owing = {};     ///< other task forces that owe a part
    std::vector<TaskForceId> involved = {};  ///< those, and others that have done one
    bool has_final_answer = false;           ///< closed for good: further calls attach to it
};

/// kForbidden: no role of this person may do it, or not to this ticket (field says nothing; detail says who may).
/// kIllegalTransition: the state does not allow it; context "state" and "allowed" (the actions this person may take
/// now). A person who may not do it in any state is told so before the state is looked at.
[[nodiscard]] Result<void> permit(Action action, const TicketStanding& ticket, const Person& person);

/// The actions that `person` may take on the ticket now.
[[nodiscard]] std::vector<Action> allowed_actions(const TicketStanding& ticket, const Person& person);

/// Everybody of the hotline's desk sees all tickets; staff and leads see those of their task forces, and those they
/// have or had a part in. A token that was made for some task forces shows no other's.
[[nodiscard]] bool may_see(const TicketStanding& ticket, const Person& person);

/// Looking a caller up by number shows everything that caller ever said: the desk's people, managers and auditors,
/// and no token that was made for some task forces.
[[nodiscard]] bool may_look_up_callers(const Person& person);

[[nodiscard]] constexpr bool is_open(State state) { return state != State::kClosed && state != State::kCancelled; }

}  // namespace hotline
