#include "domain/catalogue.hpp"

#include <algorithm>

namespace hotline {

const UrgencyLevel* Catalogue::urgency(Urgency level) const {
    const auto found = std::ranges::find(urgencies, level, &UrgencyLevel::level);
    return found == urgencies.end() ? nullptr : &*found;
}

std::vector<Urgency> Catalogue::urgency_levels() const {
    std::vector<Urgency> levels;
    levels.reserve(urgencies.size());
    for (const UrgencyLevel& urgency : urgencies) levels.push_back(urgency.level);
    return levels;
}

}  // namespace hotline
