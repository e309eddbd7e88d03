// What a provider says of somebody who has logged in, and whether it is to be believed (OpenID Connect Core, 3.1.3.7).
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "http/json.hpp"
#include "oidc/key_set.hpp"

namespace hotline::oidc {

/// Clocks of two machines differ by no more than this.
inline constexpr std::chrono::minutes kLeeway{1};

struct ExpectedToken {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    Instant now{};  ///< of the world
};

struct TokenRefusal {
    std::string why;  ///< for the log: names what is wrong, no value of it
    bool unknown_key = false;
};

/// Its claims, `sub` among them, if the token is signed by a key of the set and is meant for this very log-in.
[[nodiscard]] std::expected<http::Json, TokenRefusal> read_id_token(const std::string& token, const KeySet& keys,
                                                                    const ExpectedToken& expected);

/// A claim that is one text; empty where there is none.
[[nodiscard]] std::string text_claim(const http::Json& claims, std::string_view name);

}  // namespace hotline::oidc
