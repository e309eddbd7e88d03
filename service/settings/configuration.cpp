#include "settings/configuration.hpp"

#include <algorithm>

namespace hotline {

std::shared_ptr<const Configuration> under_profile(const std::shared_ptr<const Configuration>& configuration,
                                                   std::string_view profile) {
    if (profile == configuration->default_profile) return configuration;
    const auto found = std::ranges::find(configuration->profiles, profile, &SlaProfile::id);
    if (found == configuration->profiles.end()) return nullptr;
    auto changed = std::make_shared<Configuration>(*configuration);
    changed->rulebook.policies = found->policies;
    changed->rulebook.version += "+" + found->id;
    return changed;
}

}  // namespace hotline
