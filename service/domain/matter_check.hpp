// Whether what was written down about a complaint makes sense to this city: categories, facts, places, callers.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "domain/catalogue.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// kInvalidField (a value the catalogue does not have, with its JSON pointer), kMissingFact (the category requires it).
[[nodiscard]] Result<void> check_matter(const Matter& matter, const Caller& caller, const Catalogue& catalogue);

/// The ids of required facts that were not given.
[[nodiscard]] std::vector<std::string> missing_facts(const Matter& matter, const Catalogue& catalogue);

}  // namespace hotline
