// Who called, as the store keeps it: number, name and address sealed together.
#pragma once

#include <string>
#include <string_view>

#include "base/keyring.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// Empty where there is nothing to seal. Opens in this ticket only.
[[nodiscard]] std::string seal_caller(const Caller& caller, const Ticket& ticket, const Keyring& keys);

/// Fills in what was sealed. Needs the opening of `ticket`: when, from which request. Errors: those of Keyring::open.
[[nodiscard]] Result<void> unseal_caller(std::string_view sealed, const Ticket& ticket, const Keyring& keys,
                                         Caller& caller);

}  // namespace hotline
