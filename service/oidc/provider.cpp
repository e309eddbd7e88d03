#include "oidc/provider.hpp"

#include <algorithm>

#include "base/random_token.hpp"
#include "base/web_address.hpp"
#include "oidc/id_token.hpp"
#include "oidc/pkce.hpp"

namespace hotline::oidc {
namespace {

constexpr std::string_view kDiscovery = "/.well-known/openid-configuration";
constexpr const char* kAskLater = "logging in by the provider is not possible at the moment: try again later";

std::chrono::steady_clock::time_point this_moment() { return std::chrono::steady_clock::now(); }

bool is_older(std::chrono::steady_clock::time_point at, std::chrono::seconds than) { return this_moment() - at > than; }

/// As "error" of the provider's replies: a word, never a text of somebody's.
std::string error_word(const std::string& body) {
    const auto json = http::parse_json_object(body);
    const auto word = json ? text_claim(*json, "error") : std::string();
    const bool plain = word.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
    return plain && word.size() <= 40 ? word : std::string();
}

/// What the person is told of the claims that are asked for: a list, or one text.
std::vector<std::string> texts_of(const http::Json& claims, const std::string& name) {
    const auto found = claims.find(name);
    std::vector<std::string> texts;
    if (found == claims.end()) return texts;
    if (found->is_string()) texts.push_back(found->get<std::string>());
    if (!found->is_array()) return texts;
    for (const auto& each : *found) {
        if (each.is_string()) texts.push_back(each.get<std::string>());
    }
    return texts;
}

/// Nothing that could end a header.
bool is_bearer_token(const std::string& text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

bool tells_all(const http::Json& claims, const ClaimNames& names) {
    return claims.contains(names.person) && claims.contains(names.name) && claims.contains(names.groups);
}

}  // namespace

struct Provider::Metadata {
    std::string authorization, token, keys, person;  ///< addresses; that of the person's claims may be empty
    std::chrono::steady_clock::time_point read_at;
};

struct Provider::Keys {
    KeySet set;
    std::chrono::steady_clock::time_point read_at;
};

struct Provider::Tokens {
    std::string id, access;
};

Provider::Provider(Registration registration, http::Client& client, const Clock& clock, const telemetry::Log& log)
    : registration_(std::move(registration)), client_(client), clock_(clock), log_(log) {}

Provider::~Provider() = default;

std::unexpected<Error> Provider::unavailable(std::string_view what, std::string_view why) const {
    log_.error("login_provider_unavailable", {{"issuer", registration_.issuer}, {"what", what}, {"why", why}});
    return fail(ErrorCode::kProviderUnavailable, kAskLater);
}

std::unexpected<Error> Provider::rejected(std::string_view why) const {
    log_.warning("login_rejected", {{"issuer", registration_.issuer}, {"why", why}});
    return fail(ErrorCode::kLoginRejected, "what the provider says of this log-in is not valid: begin again");
}

Awaitable<Result<std::string>> Provider::fetch(std::string what, http::ClientRequest request) {
    request.headers.emplace_back("Accept", "application/json");
    const auto reply = co_await client_.send(std::move(request));
    if (!reply && reply.error().code != ErrorCode::kProviderUnavailable) co_return std::unexpected(reply.error());
    if (!reply) co_return unavailable(what, reply.error().detail);
    if (reply->status != 200) co_return unavailable(what, "status " + std::to_string(reply->status));
    co_return reply->body;
}

Awaitable<Result<std::shared_ptr<const Provider::Metadata>>> Provider::metadata() {
    if (metadata_ && !is_older(metadata_->read_at, kFresh)) co_return metadata_;
    std::string base = registration_.issuer;
    if (base.ends_with('/')) base.pop_back();
    const auto text = co_await fetch("discovery", {.url = base.append(kDiscovery)});
    if (!text) co_return std::unexpected(text.error());
    const auto json = http::parse_json_object(*text);
    if (!json) co_return unavailable("discovery", "it cannot be read");
    if (text_claim(*json, "issuer") != registration_.issuer) co_return unavailable("discovery", "another issuer");
    auto read = std::make_shared<const Metadata>(
        Metadata{text_claim(*json, "authorization_endpoint"), text_claim(*json, "token_endpoint"),
                 text_claim(*json, "jwks_uri"), text_claim(*json, "userinfo_endpoint"), this_moment()});
    for (const auto& address : {read->authorization, read->token, read->keys}) {
        if (!is_safe_address(address)) co_return unavailable("discovery", "an address is missing or without TLS");
    }
    metadata_ = std::move(read);
    co_return metadata_;
}

Awaitable<Result<std::shared_ptr<const Provider::Keys>>> Provider::keys(std::shared_ptr<const Metadata> known) {
    if (keys_ && !is_older(keys_->read_at, kFresh)) co_return keys_;
    const auto text = co_await fetch("keys", {.url = known->keys});
    if (!text) co_return std::unexpected(text.error());
    auto set = KeySet::read(*text);
    if (!set) co_return unavailable("keys", set.error().detail);
    keys_ = std::make_shared<const Keys>(Keys{*std::move(set), this_moment()});
    co_return keys_;
}

Awaitable<Result<std::shared_ptr<const Provider::Keys>>> Provider::newer_keys(std::shared_ptr<const Metadata> known) {
    if (keys_ && asked_again_ && !is_older(*asked_again_, kKeysPause)) co_return keys_;
    asked_again_ = this_moment();
    keys_.reset();
    co_return co_await keys(std::move(known));
}

Awaitable<Result<Begun>> Provider::begin() {
    const auto known = co_await metadata();
    if (!known) co_return std::unexpected(known.error());
    Begun begun{(*known)->authorization, random_token(), random_token(), new_verifier()};
    std::string scope = "openid";
    for (const std::string& each : registration_.scopes) scope.append(" ").append(each);
    begun.address += begun.address.contains('?') ? '&' : '?';
    begun.address += form_of({{"response_type", "code"},
                              {"client_id", registration_.client_id},
                              {"redirect_uri", registration_.redirect_uri},
                              {"scope", scope},
                              {"state", begun.state},
                              {"nonce", begun.nonce},
                              {"code_challenge", challenge_of(begun.verifier)},
                              {"code_challenge_method", "S256"}});
    co_return begun;
}

Awaitable<Result<Provider::Tokens>> Provider::redeem(std::shared_ptr<const Metadata> known, Returned returned) {
    http::ClientRequest request{.url = known->token, .headers = {{"Accept", "application/json"}}};
    request.body = form_of({{"grant_type", "authorization_code"},
                            {"code", returned.code},
                            {"redirect_uri", registration_.redirect_uri},
                            {"code_verifier", returned.verifier}});
    if (registration_.client_secret.empty()) {
        request.body += '&' + form_of({{"client_id", registration_.client_id}});
    } else {
        request.user = form_encoded(registration_.client_id);
        request.password = form_encoded(registration_.client_secret);
    }
    const auto reply = co_await client_.send(std::move(request));
    if (!reply && reply.error().code != ErrorCode::kProviderUnavailable) co_return std::unexpected(reply.error());
    if (!reply) co_return unavailable("token", reply.error().detail);
    if (reply->status != 200) {
        const auto word = error_word(reply->body);
        if (word == "invalid_grant") co_return rejected(word);
        co_return unavailable("token", "status " + std::to_string(reply->status) + " " + word);
    }
    const auto json = http::parse_json_object(reply->body);
    if (!json) co_return unavailable("token", "it cannot be read");
    co_return Tokens{text_claim(*json, "id_token"), text_claim(*json, "access_token")};
}

Awaitable<Result<http::Json>> Provider::claims_of(std::shared_ptr<const Metadata> known, Tokens tokens,
                                                  std::string nonce) {
    auto signers = co_await keys(known);
    if (!signers) co_return std::unexpected(signers.error());
    const ExpectedToken expected{registration_.issuer, registration_.client_id, std::move(nonce),
                                 clock_.in_world(clock_.now())};
    auto claims = read_id_token(tokens.id, (*signers)->set, expected);
    if (!claims && claims.error().unknown_key) {
        signers = co_await newer_keys(known);
        if (!signers) co_return std::unexpected(signers.error());
        claims = read_id_token(tokens.id, (*signers)->set, expected);
    }
    if (!claims) co_return rejected("id token: " + claims.error().why);
    co_return *std::move(claims);
}

Awaitable<Result<void>> Provider::complete(http::Json& claims, std::shared_ptr<const Metadata> known, Tokens tokens) {
    if (tells_all(claims, registration_.claims) || !is_safe_address(known->person)) co_return Result<void>{};
    if (!is_bearer_token(tokens.access)) co_return rejected("access token");
    const auto text =
        co_await fetch("userinfo", {.url = known->person, .headers = {{"Authorization", "Bearer " + tokens.access}}});
    if (!text) co_return std::unexpected(text.error());
    const auto more = http::parse_json_object(*text);
    if (!more || text_claim(*more, "sub") != text_claim(claims, "sub")) co_return rejected("userinfo");
    for (const auto& [name, value] : more->items()) claims.emplace(name, value);
    co_return Result<void>{};
}

Awaitable<Result<Identity>> Provider::finish(Returned returned) {
    const auto known = co_await metadata();
    if (!known) co_return std::unexpected(known.error());
    const auto tokens = co_await redeem(*known, returned);
    if (!tokens) co_return std::unexpected(tokens.error());
    auto claims = co_await claims_of(*known, *tokens, returned.nonce);
    if (!claims) co_return std::unexpected(claims.error());
    // Many providers keep what a scope asks for out of the token (Core, 5.4).
    if (const auto done = co_await complete(*claims, *known, *tokens); !done) co_return std::unexpected(done.error());
    const auto& names = registration_.claims;
    co_return Identity{registration_.issuer + ' ' + text_claim(*claims, "sub"), text_claim(*claims, names.person),
                       text_claim(*claims, names.name), texts_of(*claims, names.groups)};
}

}  // namespace hotline::oidc
