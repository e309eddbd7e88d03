#include "domain/phone.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <optional>

namespace hotline {
namespace {

constexpr std::size_t kLongestText = 60;
constexpr std::size_t kMostDigits = 15;   // E.164
constexpr std::size_t kFewestDigits = 3;  // short codes such as 110 and 10086

bool is_separator(UChar32 c) {
    return u_isUWhiteSpace(c) || u_charType(c) == U_DASH_PUNCTUATION || c == '(' || c == ')' || c == '.' || c == '/' ||
           c == 0xFF08 || c == 0xFF09;  // full-width brackets
}

bool is_plus(UChar32 c) { return c == '+' || c == 0xFF0B; }

/// Adds what one character means; false: it has no place in a phone number.
bool dial(std::string& digits, UChar32 c) {
    const int32_t digit = u_charDigitValue(c);
    if (digit >= 0) {
        digits += static_cast<char>('0' + digit);
        return true;
    }
    if (is_plus(c) && digits.empty()) {
        digits = "+";
        return true;
    }
    return is_separator(c);
}

/// The digits as they would be dialled, with a leading '+' if there was one; nothing if there is anything else in the
/// text.
std::optional<std::string> dialled(std::string_view text) {
    if (text.size() > kLongestText) return std::nullopt;
    std::string digits;
    const auto length = static_cast<int32_t>(text.size());
    int32_t i = 0;
    while (i < length) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, length, c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro
        if (c < 0 || !dial(digits, c)) return std::nullopt;
    }
    return digits;
}

std::string without_trunk(std::string_view national, const DialPlan& plan) {
    const bool has_trunk = !plan.trunk_prefix.empty() && national.starts_with(plan.trunk_prefix);
    return std::string(has_trunk ? national.substr(plan.trunk_prefix.size()) : national);
}

/// The number after the country code.
std::string national(std::string_view digits, const DialPlan& plan) {
    std::string number = without_trunk(digits, plan);
    const bool local = digits.size() == plan.local_digits && number.size() == digits.size();
    return local ? plan.area_code + number : number;
}

/// "+86…", "0086…", and "86…" where what follows is too long for a national number.
std::optional<std::string> international(std::string_view digits, const DialPlan& plan) {
    std::string_view rest = digits;
    if (rest.starts_with('+')) {
        rest.remove_prefix(1);
    } else if (rest.starts_with(plan.international_prefix)) {
        rest.remove_prefix(plan.international_prefix.size());
    } else if (rest.size() != plan.country_code.size() + 11 || !rest.starts_with(plan.country_code)) {
        return std::nullopt;
    }
    if (!rest.starts_with(plan.country_code)) return std::string(rest);
    return plan.country_code + without_trunk(rest.substr(plan.country_code.size()), plan);
}

/// A trunk prefix dialled twice reaches nobody.
bool keeps_trunk(std::string_view number, const DialPlan& plan) {
    return !plan.trunk_prefix.empty() && number.starts_with(plan.country_code) &&
           number.substr(plan.country_code.size()).starts_with(plan.trunk_prefix);
}

}  // namespace

Result<Phone> Phone::parse(std::string_view text, const DialPlan& plan) {
    const auto digits = dialled(text);
    if (digits && digits->size() >= kFewestDigits) {
        const auto abroad = international(*digits, plan);
        const std::string number = abroad ? *abroad : plan.country_code + national(*digits, plan);
        if (number.size() >= kFewestDigits + 1 && number.size() <= kMostDigits && number.front() != '0' &&
            !keeps_trunk(number, plan)) {
            return Phone("+" + number);
        }
    }
    return fail(ErrorCode::kBadPhone, "this is not a phone number that could be called back", "/caller/phone");
}

}  // namespace hotline
