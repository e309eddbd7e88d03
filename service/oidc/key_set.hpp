// The keys that a provider signs with (JSON Web Key Set, RFC 7517), and whether one of them signed something.
#pragma once

#include <cjose/jwk.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace hotline::oidc {

/// Immutable; safe to use from every thread.
class KeySet {
public:
    /// Keys that are not for signatures, too short or of a kind not known are left out. kProviderUnavailable: no key
    /// set.
    [[nodiscard]] static Result<KeySet> read(std::string_view json);

    enum class Verdict {
        kSigned,
        kForged,       ///< none of the keys it could be has signed it
        kUnknownKey,   ///< it names a key that is not here: there may be newer ones
        kUnsupported,  ///< no signed token, or not signed in a way that is trusted
    };
    /// Of a compact JWS (RFC 7515) with RS256, PS256 or ES256: never unsigned, never by a shared secret.
    [[nodiscard]] Verdict check(const std::string& token) const;

private:
    struct Key {
        std::string id, kind, algorithm;  ///< id and algorithm may be empty
        std::shared_ptr<const cjose_jwk_t> key;
    };
    std::vector<Key> keys_;
};

}  // namespace hotline::oidc
