// Secrets that are given out once and kept as their hash: bearer tokens, session cookies, one-time passwords.
#pragma once

#include <string>
#include <string_view>

namespace hotline {

/// 192 random bits as 32 characters of base64url, after `prefix`, which tells leaked ones apart ("hl_").
[[nodiscard]] std::string random_token(std::string_view prefix = {});

/// Short and random, to name something by that is no secret: 12 characters of base64url.
[[nodiscard]] std::string random_id();

/// For keys.
[[nodiscard]] std::string random_bytes(std::size_t size);

/// SHA-256 in hexadecimal digits.
[[nodiscard]] std::string token_digest(std::string_view token);

}  // namespace hotline
