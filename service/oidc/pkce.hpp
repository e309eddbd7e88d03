// Proof that whoever redeems a code is whoever asked for it (RFC 7636, method S256), and texts in addresses and forms.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace hotline::oidc {

/// 64 characters of base64url, 384 random bits.
[[nodiscard]] std::string new_verifier();
[[nodiscard]] std::string challenge_of(std::string_view verifier);

/// application/x-www-form-urlencoded.
using FormField = std::pair<std::string_view, std::string_view>;
[[nodiscard]] std::string form_of(std::initializer_list<FormField> fields);
[[nodiscard]] std::string form_encoded(std::string_view text);

}  // namespace hotline::oidc
