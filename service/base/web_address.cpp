#include "base/web_address.hpp"

#include <algorithm>
#include <array>

namespace hotline {
namespace {

constexpr std::string_view kTls = "https://";
constexpr std::string_view kPlain = "http://";

std::string_view without_scheme(std::string_view address) {
    for (const auto scheme : {kTls, kPlain}) {
        if (address.starts_with(scheme)) return address.substr(scheme.size());
    }
    return {};
}

std::string_view authority_of(std::string_view address) {
    const auto rest = without_scheme(address);
    return rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
}

std::string_view host_of(std::string_view authority) {
    if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
    return authority.substr(0, std::min(authority.find(':'), authority.size()));
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '"'; });
}

}  // namespace

bool is_loopback_address(std::string_view address) {
    static constexpr std::array<std::string_view, 3> kHere{"127.0.0.1", "localhost", "[::1]"};
    return std::ranges::find(kHere, host_of(authority_of(address))) != kHere.end();
}

bool is_safe_address(std::string_view address) {
    const auto authority = authority_of(address);
    if (host_of(authority).empty() || authority.contains('@') || !is_printable(address)) return false;
    return address.starts_with(kTls) || is_loopback_address(address);
}

}  // namespace hotline
