// Who sees who called. A leak can harm a caller, so nobody sees more than today's work needs (FEATURES 44).
#pragma once

#include <string>
#include <string_view>

#include "domain/ticket.hpp"

namespace hotline {

enum class Sight : unsigned char {
    kClear,   ///< name, number and address as they are
    kMasked,  ///< enough to tell two callers apart; all of it after a reason was given
    kHidden,  ///< nothing, whatever the reason: the caller asked the hotline to keep it to itself (要求保密)
};

/// Clear to whoever works with the caller now: the one who took the call while the ticket is open, the holder,
/// operators once there is an answer to call back with, dispatchers while the ticket is theirs to rule on. Of a caller
/// who asked for confidentiality only the desk sees anything at all. `caller`: the ticket's, or a further one's.
[[nodiscard]] Sight sight_of(const Caller& caller, const Ticket& ticket, const Person& viewer);

/// kForbidden: not this person, or not this caller.
[[nodiscard]] Result<void> may_reveal(const Ticket& ticket, const Person& viewer);

/// "+8613904310001" → "+86139****0001"; too short for that: stars alone. Nothing stays nothing.
[[nodiscard]] std::string masked_phone(std::string_view e164);
/// The first character, then "**".
[[nodiscard]] std::string masked_name(std::string_view name);
/// "***".
[[nodiscard]] std::string masked_address(std::string_view address);

}  // namespace hotline
