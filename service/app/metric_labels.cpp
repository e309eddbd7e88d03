#include "app/metric_labels.hpp"

#include "domain/at_risk.hpp"
#include "domain/lifecycle.hpp"
#include "store/function_library.hpp"

namespace hotline {
namespace {

template <class T>
std::vector<std::string> ids(const Table<T>& table) {
    std::vector<std::string> result;
    for (const T& item : table.all()) result.push_back(Table<T>::key(item));
    return result;
}

std::vector<std::pair<std::string, std::string>> transitions() {
    std::vector<std::pair<std::string, std::string>> result;
    for (const Transition& transition : lifecycle()) {
        if (transition.action == Action::kEscalate)
            continue;  // stays where it is, or goes to the desk as a return does
        for (const State to : transition.to) {
            if (transition.creates) result.emplace_back("", to_string(to));
            for (const State from : transition.from) {
                if (from != to) result.emplace_back(to_string(from), to_string(to));
            }
        }
    }
    return result;
}

std::vector<std::string> levels(const SlaPolicies& policies) {
    std::vector<std::string> result;
    for (const SlaPolicy& policy : policies.all()) {
        for (const auto& target : policy.targets) {
            if (!target) continue;
            for (const LadderStep& step : ladder_of(*target).steps()) result.push_back(step.level);
        }
    }
    return result;
}

}  // namespace

telemetry::LabelSets metric_labels(const Rulebook& rules) {
    const Catalogue& catalogue = *rules.catalogue;
    telemetry::LabelSets labels;
    labels.channels = ids(catalogue.channels);
    labels.category_groups = ids(catalogue.category_groups);
    for (const UrgencyLevel& level : catalogue.urgencies) labels.urgencies.push_back(level.level);
    labels.task_forces = ids(catalogue.task_forces);
    for (const State state : {State::kTriage, State::kQueued, State::kInProgress, State::kWaiting, State::kResolved}) {
        labels.states.emplace_back(to_string(state));
    }
    labels.transitions = transitions();
    labels.return_reasons = ids(catalogue.return_reasons);
    for (const std::string_view target : kTargetNames) labels.targets.emplace_back(target);
    labels.levels = levels(rules.policies);
    labels.risk_bands.assign(kRiskBands.begin(), kRiskBands.end());
    labels.notification_channels = ids(rules.notifications->channels);
    labels.scripts = {std::string(kOpenFunction), std::string(kCommitFunction), std::string(kFileFunction),
                      std::string(kPlanFunction), std::string(kTakeFunction),   std::string(kSettleFunction)};
    for (const auto& [role, name] : kRoleNames) {
        if (role != Role::kSystem && role != Role::kIntegration) labels.roles.emplace_back(name);
    }
    return labels;
}

}  // namespace hotline
