#include "app/installation.hpp"

namespace hotline {

std::shared_ptr<const Configuration> with_people(const std::shared_ptr<const Configuration>& configuration,
                                                 Directory people) {
    auto changed = std::make_shared<Configuration>(*configuration);
    changed->rulebook.people = std::move(people);
    return changed;
}

ConfigurationErrors people_missing(const Configuration& configuration, const Directory& people) {
    ConfigurationErrors warnings;
    for (const auto& [id, file, line] : configuration.people_named) {
        if (people.has(id)) continue;
        warnings.push_back({file, line, "person '" + id.value + "' is not among the people, and counts as nobody"});
    }
    return warnings;
}

}  // namespace hotline
