// What a ticket does by itself: the steps of its ladders fire, waiting ends, and claims lapse (DESIGN §5). Pure: an
// instant and a ticket in, a change out. Nothing here remembers; whoever asks twice gets the same answer.
#pragma once

#include <optional>

#include "domain/change.hpp"

namespace hotline {

/// A step that has not fired and will, or should have; or one that has, and tells its recipients again.
struct PlannedStep {
    std::size_t clock = 0;  ///< of the ticket's clocks
    const LadderStep* step = nullptr;
    Instant at{};
    int repeat = 0;  ///< the how many-th, from 1; 0: the step itself
};

/// The earliest; nothing when every promise is kept, ended, or escalated to the last step.
[[nodiscard]] std::optional<PlannedStep> next_step(const Ticket& ticket, const Rulebook& rules);

/// What happens to a ticket next without anybody doing it.
struct Upcoming {
    enum Kind : unsigned char { kEndOfWaiting, kLapse, kStep };
    Kind kind = kStep;
    Instant at{};
    PlannedStep step = {};  ///< of kStep
};

/// The earliest. `holder_seen`: when its holder last used the service, if that is known; a claim lapses so much later.
[[nodiscard]] std::optional<Upcoming> next_upcoming(const Ticket& ticket, const Rulebook& rules,
                                                    Instant holder_seen = {});

/// It has come. `act.person` is the system.
[[nodiscard]] Change bring_about(const Ticket& ticket, const Upcoming& upcoming, const Act& act);

/// Its instant: what the ticket's timer is set to.
[[nodiscard]] std::optional<Instant> next_wake(const Ticket& ticket, const Rulebook& rules, Instant holder_seen = {});

/// Whether what the clock promises is neither met nor ended: its ticket is still at it.
[[nodiscard]] bool is_still_owed(const Ticket& ticket, const SlaClock& clock);

/// Whether the target's breach is on record.
[[nodiscard]] bool has_breached(const SlaClock& clock);

/// The one thing that should have happened first by `act.now`; nothing when all has. `act.person` is the system.
/// A step of a target that was met or ended meanwhile is put on record and has no other effect. Where several steps of
/// a clock are due at once (no node was up, or the policy changed), only the last of them tells anybody.
[[nodiscard]] std::optional<Change> next_due_change(const Ticket& ticket, const Act& act, Instant holder_seen = {});

}  // namespace hotline
