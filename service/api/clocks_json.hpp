// "Why is this due then?": the clocks of a ticket, explained, as the JSON of the contract (proto/openapi.yaml).
#pragma once

#include <string>

#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline::api {

/// {"number","revision","configuration_version","at","clocks":[…]}, clocks of earlier generations first.
[[nodiscard]] std::string clocks_json(const Ticket& ticket, const Rulebook& rules, Instant now);

}  // namespace hotline::api
