// What an administrator gives the service and may change while it runs: the city's configuration and the people.
#pragma once

#include <expected>
#include <filesystem>
#include <memory>

#include "api/installation.hpp"
#include "app/options.hpp"

namespace hotline {

/// Reads and checks both; nothing is taken unless all of it is right. Blocks: not for an I/O thread.
[[nodiscard]] std::expected<api::Installation, ConfigurationErrors> load_installation(const Options& options,
                                                                                      Instant now);

}  // namespace hotline
