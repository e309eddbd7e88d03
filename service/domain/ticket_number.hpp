// The number a caller writes down: decimal digits only, with a check digit, so that a misheard digit is noticed on the
// phone.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace hotline {

/// Layout: (100000 + serial) · two digits of the partition · one check digit (Damm, which finds every wrong digit and
/// every swap of neighbours). The serial counts within its partition from 1, so a number has at least nine digits and
/// grows when it must.
class TicketNumber {
public:
    TicketNumber() = default;
    TicketNumber(int partition, long long serial) : partition_(partition), serial_(serial) {}

    /// Takes spaces and dashes between the digits. kBadTicketNumber: not digits, too short, too long.
    /// kWrongCheckDigit: digits, but somebody misheard or mistyped one.
    [[nodiscard]] static Result<TicketNumber> parse(std::string_view text);

    [[nodiscard]] int partition() const { return partition_; }
    [[nodiscard]] long long serial() const { return serial_; }
    [[nodiscard]] std::string text() const;

    auto operator<=>(const TicketNumber&) const = default;

private:
    int partition_ = 0;
    long long serial_ = 0;
};

/// kTicketNotFound: there is no such ticket, or whoever asks may not know of it.
[[nodiscard]] std::unexpected<Error> no_such_ticket(const TicketNumber& number);

}  // namespace hotline
