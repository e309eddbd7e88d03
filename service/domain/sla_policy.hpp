// SLA policies: which limits a ticket has, counted through which calendars, and which ticket gets which policy (DESIGN
// §5).
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/calendar_limit.hpp"
#include "domain/ladder.hpp"
#include "domain/sla_clock.hpp"

namespace hotline {

struct TargetPolicy {
    CalendarLimit within = {};
    bool stops_while_waiting = false;           ///< the clock is paused while the ticket is `waiting`
    std::shared_ptr<const Ladder> ladder = {};  ///< null: only the breach is put on record
    /// Of interim reports: the next one is due so long after the last was given; none: one report is enough.
    std::optional<CalendarLimit> again = {};

    /// What a clock is counted by.
    [[nodiscard]] const CalendarLimit& limit_of(const SlaClock& clock) const {
        return clock.item > 1 && again ? *again : within;
    }
};

/// How far and how often the resolve target may be put off (延期).
struct ExtensionPolicy {
    CalendarLimit most = {};  ///< after the due instant; beyond it a manager decides
    int times = 1;            ///< for each generation; beyond it a manager decides
};

[[nodiscard]] inline const Ladder& ladder_of(const TargetPolicy& target) {
    return target.ladder ? *target.ladder : Ladder::plain();
}

struct SlaPolicy {
    std::string id = {};
    std::array<std::optional<TargetPolicy>, kTargetNames.size()> targets =
        {};  ///< by Target; none: this target is not set
    std::optional<CalendarLimit> return_window =
        {};                          ///< after dispatch a ticket may be returned so long; none: not at all
    CalendarLimit waiting_cap = {};  ///< a ticket waits no longer than this
    bool waiting_needs_approval = false;
    std::optional<ExtensionPolicy> extension = {};  ///< none: the due instant stands
    std::optional<CalendarLimit> claim_lease =
        {};  ///< a claim lapses so long after its holder was last seen; none: never

    [[nodiscard]] std::optional<TargetPolicy>& target(Target target) {
        return targets[static_cast<std::size_t>(target)];
    }
    [[nodiscard]] const std::optional<TargetPolicy>& target(Target target) const {
        return targets[static_cast<std::size_t>(target)];
    }
    /// A clock that starts at `start`; none where the policy does not set the target.
    [[nodiscard]] std::optional<SlaClock> start_clock(Target target, int generation, const std::string& policy_version,
                                                      Instant start) const;
};

/// Every condition that is given must hold; an empty one holds always.
struct PolicyRule {
    std::vector<Urgency> urgencies = {};
    std::vector<std::string> categories =
        {};  ///< a leaf ("B2") or the group it is numbered in ("B": B2 and B10, not BX1; "B1": not B10)
    std::vector<std::string> caller_kinds = {};
    std::string policy = {};
};

/// The policies of a configuration. Immutable, safe to use from every thread.
class SlaPolicies {
public:
    /// kBadConfiguration, `field` as JSON pointer ("/rules/2/policy", "/policies/0/waiting_cap"): a policy without id,
    /// given twice, with a limit that is not valid or has no calendar; a rule or a default that names no policy.
    [[nodiscard]] static Result<SlaPolicies> make(std::string version, std::vector<SlaPolicy> policies,
                                                  std::vector<PolicyRule> rules, std::string_view default_policy);

    /// The policy of the first rule that matches, else the default.
    [[nodiscard]] const SlaPolicy& choose(Urgency urgency, std::string_view category,
                                          std::string_view caller_kind) const;
    /// Null: none of that name (a clock may name a policy of an earlier configuration).
    [[nodiscard]] const SlaPolicy* find(std::string_view id) const;
    [[nodiscard]] const std::vector<SlaPolicy>& all() const { return policies_; }

    /// The same policies, chosen alike, as a task force counts them whose work keeps other hours; the last given holds.
    void set_own(std::string_view task_force, SlaPolicies own);
    /// What a task force counts by: its own, else these.
    [[nodiscard]] const SlaPolicies& of(std::string_view task_force) const;

    [[nodiscard]] const std::string& version() const { return version_; }

private:
    struct Selection {
        PolicyRule rule;
        std::size_t policy;
    };
    std::string version_;
    std::vector<SlaPolicy> policies_;
    std::vector<Selection> selections_;
    std::size_t default_ = 0;
    std::map<std::string, std::shared_ptr<const SlaPolicies>, std::less<>> own_;
};

}  // namespace hotline
