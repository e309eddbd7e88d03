// Phone numbers: whatever way one is written, it is one caller.
// Debian's libphonenumber would be the library for this, but its headers need Boost 1.74, which cannot stand
// beside 1.81.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace hotline {

/// How numbers are dialled where the hotline is (config/service.yaml), following ITU-T E.164 and the country's
/// numbering plan.
struct DialPlan {
    std::string country_code = "86";
    std::string trunk_prefix = "0";  ///< before an area code; empty: none
    std::string international_prefix = "00";
    std::string area_code;         ///< completes local numbers, without the trunk prefix ("431")
    std::size_t local_digits = 8;  ///< of a number written without area code
};

/// A number in E.164 ("+8643188881234"). Personal data: never logged, never part of a key (DESIGN §6, privacy).
class Phone {
public:
    Phone() = default;

    /// Takes +86, 0086, area codes with and without 0, spaces, dashes, dots, brackets, full-width digits.
    /// kBadPhone: not a number that could be called back.
    [[nodiscard]] static Result<Phone> parse(std::string_view text, const DialPlan& plan);

    /// Trusts what the store holds.
    [[nodiscard]] static Phone from_e164(std::string text) { return Phone(std::move(text)); }

    [[nodiscard]] const std::string& e164() const { return e164_; }
    [[nodiscard]] bool empty() const { return e164_.empty(); }
    auto operator<=>(const Phone&) const = default;

private:
    explicit Phone(std::string e164) : e164_(std::move(e164)) {}
    std::string e164_;
};

}  // namespace hotline
