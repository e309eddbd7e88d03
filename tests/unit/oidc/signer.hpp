// A provider's key pair, made for a test, and tokens signed with it.
#pragma once

#include <cjose/jws.h>
#include <cjose/util.h>

#include <memory>
#include <string>

#include "http/json.hpp"

namespace hotline::oidc::test {

class Signer {
public:
    static Signer rsa(const std::string& id, std::size_t bits = 2048);
    static Signer elliptic(const std::string& id, cjose_jwk_ec_curve curve = CJOSE_JWK_EC_P_256);
    /// The secret of an HS256.
    static Signer secret(const std::string& id, const std::string& text);

    /// As a provider publishes it, with `more` added.
    [[nodiscard]] http::Json public_key(const http::Json& more = http::Json::object()) const;
    [[nodiscard]] std::string sign(const std::string& algorithm, const http::Json& claims,
                                   const http::Json& more_header = http::Json::object()) const;

private:
    using Key = std::shared_ptr<cjose_jwk_t>;
    Signer(std::string id, cjose_jwk_t* key);

    std::string id_;
    Key key_;
};

/// A key set of these keys.
std::string published(std::initializer_list<http::Json> keys);

}  // namespace hotline::oidc::test
