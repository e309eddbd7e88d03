// The city's configuration as the contract shows it: what a console needs to fill its forms.
#pragma once

#include "api/ticket_json.hpp"
#include "settings/configuration.hpp"

namespace hotline::api {

[[nodiscard]] Json configuration_json(const Configuration& configuration);

}  // namespace hotline::api
