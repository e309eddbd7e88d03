#include "domain/catalogue.hpp"

#include <algorithm>

namespace hotline {

const UrgencyLevel* Catalogue::urgency(Urgency level) const {
    const auto found = std::ranges::find(urgencies, level, &UrgencyLevel::level);
    return found == urgencies.end() ? nullptr : &*found;
}

std::vector<const Category*> Catalogue::categories_of(std::string_view group) const {
    std::vector<const Category*> leaves;
    for (const auto& category : categories.all()) {
        if (category.group == group) leaves.push_back(&category);
    }
    return leaves;
}

}  // namespace hotline
