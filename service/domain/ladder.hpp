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
inline constexpr std::array<std::string_view, 5> kRecipients{
    "holder",      ///< whoever has claimed the ticket
    "task_force",  ///< everybody of its task force
    "lead",        ///< the leads of its task force
    "dispatcher",  ///< the duty desk
    "manager",
};

struct LadderStep {
    std::string level = {};                   ///< its name, unique in the ladder
    int percent = 0;                          ///< of the target, 100 being the breach; 0: `after` says when
    std::optional<CalendarLimit> after = {};  ///< so long after the breach
    std::vector<std::string> notify = {};     ///< of kRecipients
    bool raises_urgency = false;              ///< by one level
    std::optional<TaskForceId> adds = {};     ///< becomes an assistant of the ticket
    bool to_desk = false;                     ///< a ticket that nobody has claimed goes to the duty desk

    [[nodiscard]] bool is_breach() const { return percent == 100; }
};

/// Immutable. Has a step for the breach in any case: every missed promise is on record.
class Ladder {
public:
    /// The level of the breach where a ladder names none.
    static constexpr std::string_view kBreach = "breach";

    /// kBadConfiguration, `field` below the ladder ("/steps/2/level"): steps out of order (percents rise, then the
    /// offsets after the breach), a level twice or empty, neither percent nor offset, an unknown recipient.
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
