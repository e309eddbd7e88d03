// The city's configuration as the contract shows it: what a console needs to fill its forms.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "settings/configuration.hpp"

namespace hotline::api {

using Json = nlohmann::ordered_json;

[[nodiscard]] Json configuration_json(const Configuration& configuration);

}  // namespace hotline::api
