#include "app/metric_labels.hpp"

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
        for (const State to : transition.to) {
            if (transition.creates) result.emplace_back("", to_string(to));
            for (const State from : transition.from) {
                if (from != to) result.emplace_back(to_string(from), to_string(to));
            }
        }
    }
    return result;
}

}  // namespace

telemetry::LabelSets metric_labels(const Catalogue& catalogue) {
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
    labels.scripts = {std::string(kOpenFunction), std::string(kCommitFunction)};
    return labels;
}

}  // namespace hotline
