// Escalation ladders (DESIGN §5, DOMAIN §5.3): what happens as a target comes near, and after it was missed.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/calendar_limit.hpp"

namespace hotline {

/// Whom a step tells.
inline constexpr std::array<std::string_view, 6> kRecipients{
    "holder",      ///< whoever has claimed the ticket
    "task_force",  ///< everybody of its task force
    "lead",        ///< the leads of its task force
    "dispatcher",  ///< the duty desk
    "manager",
    "duty",  ///< whoever is on duty for its task force, for the duty desk while it has none
};

/// A step tells its recipients again every so often, from its own planned instant on.
struct Repeat {
    enum Until : unsigned char {
        kActed,  ///< somebody who can do something about the ticket did (Ticket::attended_at)
        kMet,    ///< the target is met, or promised no more
    };
    static constexpr int kMost = 100;

    CalendarLimit every = {};
    int most = 0;  ///< times after the first
    Until until = kActed;

    /// Of the n-th time, from 1.
    [[nodiscard]] Instant after(Instant step, int n) const {
        return every.calendar->add(step, {every.limit.count, every.limit.amount * n}).due;
    }
};
inline constexpr std::array<std::string_view, 2> kUntilNames{"acted", "met"};

struct LadderStep {
    std::string level = {};                   ///< its name, unique in the ladder
    int percent = 0;                          ///< of the target, 100 being the breach; 0: `after` says when
    std::optional<CalendarLimit> after = {};  ///< so long after the breach
    std::vector<std::string> notify = {};     ///< of kRecipients
    bool raises_urgency = false;              ///< by one level
    std::optional<TaskForceId> adds = {};     ///< becomes an assistant of the ticket
    bool to_desk = false;                     ///< a ticket that nobody has claimed goes to the duty desk
    std::optional<Repeat> repeat = {};

    [[nodiscard]] bool is_breach() const { return percent == 100; }
};

/// Immutable. Has a step for the breach in any case: every missed promise is on record.
class Ladder {
public:
    /// The level of the breach where a ladder names none, and how clocks remember it whatever its name.
    static constexpr std::string_view kBreach = "breach";

    /// kBadConfiguration, `field` below the ladder ("/steps/2/level"): steps out of order (percents rise, then the
    /// offsets after the breach), a level twice or empty, neither percent nor offset, an unknown recipient, a repeat
    /// that cannot be counted or tells nobody.
    [[nodiscard]] static Result<Ladder> make(std::string id, std::vector<LadderStep> steps);
    /// Only the breach.
    [[nodiscard]] static const Ladder& plain();

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] const std::vector<LadderStep>& steps() const { return steps_; }

private:
    std::string id_;
    std::vector<LadderStep> steps_;
};

}  // namespace hotline
