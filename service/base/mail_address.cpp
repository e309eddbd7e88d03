#include "base/mail_address.hpp"

#include <algorithm>

namespace hotline {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool is_one_of(char c, std::string_view more) { return kLetters.contains(c) || more.contains(c); }

/// Labels of letters, digits and hyphens with full stops between.
bool is_domain(std::string_view text) {
    bool inside = false;
    for (const char c : text) {
        if (c == '.' ? !inside : !is_one_of(c, "-")) return false;
        inside = c != '.';
    }
    return inside;
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.rfind('@');
    if (at == std::string_view::npos || text.size() > 254 || at == 0 || at > 64) return false;
    const auto name = text.substr(0, at);
    return !name.starts_with('.') && !name.ends_with('.') && !name.contains("..") &&
           std::ranges::all_of(name, [](char c) { return is_one_of(c, ".!#$%&'*+/=?^_`{|}~-"); }) &&
           is_domain(text.substr(at + 1));
}

}  // namespace hotline
