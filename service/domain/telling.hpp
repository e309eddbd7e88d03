// Whom a step of a ladder reaches. Roles and schedules become people when the step fires: who has left, is absent or
// was never named is not counted on.
#pragma once

#include <vector>

#include "domain/change.hpp"

namespace hotline {

/// Who owes what a clock promises: the ticket's task force and its holder, or the task force that was asked for a part.
struct Debtor {
    TaskForceId task_force;
    PersonId holder = {};
};
[[nodiscard]] Debtor debtor_of(const SlaClock& clock, const Ticket& ticket);

/// The people there are behind the step's `notify`, in its order, each once.
[[nodiscard]] std::vector<PersonId> recipients(const LadderStep& step, const Debtor& debtor, const Act& act);

struct Telling {
    std::vector<PersonId> people;
    /// The step has nobody: these are the people of this later one, which fires at its own time all the same. Null when
    /// it has somebody, and when no step has.
    const LadderStep* instead = nullptr;
};

/// Whom the step at `index` of the ladder tells: its recipients, or else those of the next step that has any
/// (DESIGN §5: an empty level is skipped at once).
[[nodiscard]] Telling whom_to_tell(const Ladder& ladder, std::size_t index, const Debtor& debtor, const Act& act);

}  // namespace hotline
