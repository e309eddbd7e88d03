// What the service is to the log-in provider: from the configuration, and the secret that stands elsewhere.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "app/options.hpp"
#include "domain/login_rules.hpp"
#include "oidc/provider.hpp"
#include "settings/configuration_error.hpp"

namespace hotline {

/// Empty: there is none. Reads a file, so not for an I/O thread.
[[nodiscard]] std::expected<std::string, ConfigurationErrors> read_client_secret(const Options& options);

/// Nothing where the rules know no provider.
[[nodiscard]] std::optional<oidc::Registration> registration_of(const LoginRules& rules, const std::string& secret);

}  // namespace hotline
