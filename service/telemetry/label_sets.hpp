// The values that labels of metrics may have.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"

namespace hotline::telemetry {

/// Every label value that configuration knows. Each series made of them exists from the start with 0, so that its first
/// event is an increase; a value that is not listed is counted under "other", an absent one ("") under "none".
struct LabelSets {
    std::vector<std::string> channels;
    std::vector<std::string> category_groups;
    std::vector<Urgency> urgencies;
    std::vector<std::string> task_forces;
    std::vector<std::string> states;  ///< in which a queue has tickets
    std::vector<std::pair<std::string, std::string>>
        transitions;  ///< (from, to) of the lifecycle table; "" before opening
    std::vector<std::string> return_reasons;
    std::vector<std::string> targets;  ///< of the SLA
    std::vector<std::string> levels;   ///< of all escalation ladders
    std::vector<std::string> notification_channels;
    std::vector<std::string> scripts;     ///< functions of the Redis library
    std::vector<std::string> roles = {};  ///< of people who log in
    std::vector<std::string> claim_results = {"won", "lost", "expired", "stolen"};
    std::vector<std::string> callback_results = {"solved", "unsolved", "unreachable"};
    std::vector<int> satisfaction_scores = {1, 2, 3, 4, 5};
    std::vector<std::string> mismatch_kinds = {"queue", "assigned", "timer", "late_step", "stray"};
    std::vector<int> risk_bands = {};  ///< percent of a target
    bool operator==(const LabelSets&) const = default;
};

}  // namespace hotline::telemetry
