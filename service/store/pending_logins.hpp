// Log-ins that have been sent to the provider and have not come back yet.
#pragma once

#include <chrono>
#include <string>

#include "base/async.hpp"
#include "base/error.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

struct PendingLogin {
    std::string issuer;
    std::string nonce;
    std::string verifier;   ///< of PKCE
    std::string browser;    ///< digest of the cookie that the browser was given for it
    std::string return_to;  ///< path on this host
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, kOutcomeUnknown.
class PendingLogins {
public:
    /// Of the world; then it is forgotten.
    static constexpr std::chrono::minutes kLifetime{10};

    explicit PendingLogins(redis::LinkPool& link) : link_(link) {}

    [[nodiscard]] Awaitable<Result<void>> put(std::string state, PendingLogin login);
    /// Gives it once. kLoginExpired: there is none, any more.
    [[nodiscard]] Awaitable<Result<PendingLogin>> take(std::string state);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
