// The link in a message by which its reader says "I have it" or "not me" without logging in: signed, for one person,
// one ticket and one answer.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/keyed_hash.hpp"
#include "domain/ticket_number.hpp"

namespace hotline {

struct MessageLink {
    /// Long enough for whoever reads it in the morning.
    static constexpr std::chrono::hours kLifetime{24};

    TicketNumber number;
    Revision revision = 0;  ///< of the event that the message is about
    PersonId person;
    Instant expires{};  ///< in the world's time

    bool operator==(const MessageLink&) const = default;
};

/// Letters, digits, '-', '_' and one '.': goes into an address as it is.
[[nodiscard]] std::string sign_link(const KeyedHash& hash, const MessageLink& link);
/// kLinkExpired: it is not one of ours, or too old.
[[nodiscard]] Result<MessageLink> read_link(const KeyedHash& hash, std::string_view token, Instant now);

}  // namespace hotline
