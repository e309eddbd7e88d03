// A log-in provider that speaks OpenID Connect: where to send a browser (authorization code flow with PKCE), and who
// came back. Knows nothing of the service's own people.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/client.hpp"
#include "http/json.hpp"
#include "telemetry/log.hpp"

namespace hotline::oidc {

/// Which claims say what.
struct ClaimNames {
    std::string person, name, groups;
    bool operator==(const ClaimNames&) const = default;
};

/// What the service is to the provider.
struct Registration {
    std::string issuer;
    std::string client_id;
    std::string client_secret;  ///< empty: a public client
    std::string redirect_uri;
    std::vector<std::string> scopes;  ///< beside openid
    ClaimNames claims;
    bool operator==(const Registration&) const = default;
};

/// A log-in that has begun: where the browser goes, and what has to be known when it comes back.
struct Begun {
    std::string address;
    std::string state, nonce, verifier;
};

/// Of a browser that came back.
struct Returned {
    std::string code;
    std::string nonce, verifier;
};

/// Who logged in. Texts are as the provider has them; those that it does not tell are empty.
struct Identity {
    std::string subject;  ///< issuer and `sub` with a space between: the same person for ever
    std::string person, name;
    std::vector<std::string> groups;
};

/// One for each thread and registration; keeps what it has learnt for an hour. Must be kept while anything of it is
/// awaited. Errors of both: kProviderUnavailable (the log says why), kTooBusy.
class Provider {
public:
    /// The provider's discovery document and keys are believed for so long. Keys are asked for again when a token names
    /// an unknown one, but for that reason not more often than once in kKeysPause.
    static constexpr std::chrono::hours kFresh{1};
    static constexpr std::chrono::seconds kKeysPause{60};

    Provider(Registration registration, http::Client& client, const Clock& clock, const telemetry::Log& log);
    ~Provider();
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;

    [[nodiscard]] const Registration& registration() const { return registration_; }

    [[nodiscard]] Awaitable<Result<Begun>> begin();
    /// kLoginRejected: the code is not good, or what came for it is not to be believed.
    [[nodiscard]] Awaitable<Result<Identity>> finish(Returned returned);

private:
    struct Metadata;
    struct Keys;
    struct Tokens;
    [[nodiscard]] Awaitable<Result<std::shared_ptr<const Metadata>>> metadata();
    [[nodiscard]] Awaitable<Result<std::shared_ptr<const Keys>>> keys(std::shared_ptr<const Metadata> known);
    [[nodiscard]] Awaitable<Result<std::shared_ptr<const Keys>>> newer_keys(std::shared_ptr<const Metadata> known);
    [[nodiscard]] Awaitable<Result<Tokens>> redeem(std::shared_ptr<const Metadata> known, Returned returned);
    [[nodiscard]] Awaitable<Result<http::Json>> claims_of(std::shared_ptr<const Metadata> known, Tokens tokens,
                                                          std::string nonce);
    /// Adds what the token lacks, where the provider tells it elsewhere.
    [[nodiscard]] Awaitable<Result<void>> complete(http::Json& claims, std::shared_ptr<const Metadata> known,
                                                   Tokens tokens);
    [[nodiscard]] Awaitable<Result<std::string>> fetch(std::string what, http::ClientRequest request);
    [[nodiscard]] std::unexpected<Error> unavailable(std::string_view what, std::string_view why) const;
    [[nodiscard]] std::unexpected<Error> rejected(std::string_view why) const;

    Registration registration_;
    http::Client& client_;
    const Clock& clock_;
    const telemetry::Log& log_;
    std::shared_ptr<const Metadata> metadata_;
    std::shared_ptr<const Keys> keys_;
    std::optional<std::chrono::steady_clock::time_point> asked_again_;  ///< for keys, because of an unknown one
};

}  // namespace hotline::oidc
