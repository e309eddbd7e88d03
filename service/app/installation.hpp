// The city's configuration as an administrator gives it and may change while the service runs, beside the people there
// are.
#pragma once

#include <expected>
#include <memory>

#include "api/installation.hpp"

namespace hotline {

/// The same configuration with these people in its rulebook: who is told of what.
[[nodiscard]] std::shared_ptr<const Configuration> with_people(
    const std::shared_ptr<const Configuration>& configuration, Directory people);

/// Whoever the configuration names and nobody knows. No reason to refuse the file: people leave at any hour, and
/// whoever stands in for them must still be able to change the rest.
[[nodiscard]] ConfigurationErrors people_missing(const Configuration& configuration, const Directory& people);

}  // namespace hotline
