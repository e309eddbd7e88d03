#include "domain/ticket_number.hpp"

#include <array>
#include <charconv>

namespace hotline {
namespace {

constexpr long long kFirst = 100'000;  // so that the shortest number has nine digits
constexpr std::size_t kMinDigits = 9;
constexpr std::size_t kMaxDigits = 18;

// The totally anti-symmetric quasigroup of order 10 from H. M. Damm's thesis (2004).
constexpr std::array<std::array<int, 10>, 10> kDamm{{{0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
                                                     {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
                                                     {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
                                                     {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
                                                     {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
                                                     {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
                                                     {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
                                                     {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
                                                     {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
                                                     {2, 5, 8, 1, 4, 3, 6, 7, 9, 0}}};

int damm(std::string_view digits) {
    int interim = 0;
    for (const char digit : digits) {
        interim = kDamm[static_cast<std::size_t>(interim)][static_cast<std::size_t>(digit - '0')];
    }
    return interim;
}

}  // namespace

Result<TicketNumber> TicketNumber::parse(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c == ' ' || c == '-') continue;
        if (c < '0' || c > '9') return fail(ErrorCode::kBadTicketNumber, "a ticket number has only digits", "number");
        digits += c;
    }
    if (digits.size() < kMinDigits || digits.size() > kMaxDigits || digits.front() == '0') {
        return fail(ErrorCode::kBadTicketNumber, "a ticket number has at least nine digits and does not begin with 0",
                    "number");
    }
    if (damm(digits) != 0) {
        return fail(ErrorCode::kWrongCheckDigit, "one of the digits is wrong: please read the number again", "number");
    }
    const std::string_view body(digits.data(), digits.size() - 1);
    long long value = 0;
    std::from_chars(body.data(), body.data() + body.size(), value);
    const long long serial = value / 100 - kFirst;
    if (serial < 1) return fail(ErrorCode::kBadTicketNumber, "no ticket has this number", "number");
    return TicketNumber(static_cast<int>(value % 100), serial);
}

std::string TicketNumber::text() const {
    std::string digits = std::to_string((kFirst + serial_) * 100 + partition_);
    digits += static_cast<char>('0' + damm(digits));
    return digits;
}

std::unexpected<Error> no_such_ticket(const TicketNumber& number) {
    return fail(ErrorCode::kTicketNotFound, "no ticket has the number " + number.text(), "number");
}

}  // namespace hotline
