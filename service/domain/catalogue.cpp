#include "domain/catalogue.hpp"

#include <algorithm>

namespace hotline {

const UrgencyLevel* Catalogue::urgency(Urgency level) const {
    const auto found = std::ranges::find(urgencies, level, &UrgencyLevel::level);
    return found == urgencies.end() ? nullptr : &*found;
}

}  // namespace hotline
