#include "oidc/id_token.hpp"

#include <algorithm>
#include <optional>

#include "base/keyed_hash.hpp"

namespace hotline::oidc {
namespace {

using Claims = http::Json;

constexpr std::size_t kLongestSubject = 255;

std::unexpected<TokenRefusal> refused(std::string why, bool unknown_key = false) {
    return std::unexpected(TokenRefusal{std::move(why), unknown_key});
}

/// Seconds since 1970, with a fraction perhaps.
std::optional<std::chrono::duration<double>> instant_claim(const Claims& claims, std::string_view name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return std::nullopt;
    return std::chrono::duration<double>(found->get<double>());
}

bool is_among(const Claims& value, const std::string& text) {
    if (value.is_string()) return value.get<std::string>() == text;
    return value.is_array() && std::ranges::any_of(value, [&](const Claims& each) { return each == text; });
}

/// What is wrong with whom it is for; empty if nothing.
std::string audience_fault(const Claims& claims, const std::string& client) {
    const auto audience = claims.find("aud");
    if (audience == claims.end() || !is_among(*audience, client)) return "aud";
    const bool several = audience->is_array() && audience->size() > 1;
    const bool names_party = claims.contains("azp");
    if ((several || names_party) && text_claim(claims, "azp") != client) return "azp";
    return {};
}

std::string time_fault(const Claims& claims, Instant now) {
    const std::chrono::duration<double> at = now.time_since_epoch();
    const std::chrono::duration<double> leeway = kLeeway;
    const auto expires = instant_claim(claims, "exp");
    if (!expires || at >= *expires + leeway) return "exp";
    const auto issued = instant_claim(claims, "iat");
    if (!issued || *issued > at + leeway) return "iat";
    const auto begins = instant_claim(claims, "nbf");
    if (claims.contains("nbf") && (!begins || *begins > at + leeway)) return "nbf";
    return {};
}

/// ASCII, at most so long (Core, 2).
bool is_subject(const std::string& text) {
    return !text.empty() && text.size() <= kLongestSubject &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

std::string fault_of(const Claims& claims, const ExpectedToken& expected) {
    if (text_claim(claims, "iss") != expected.issuer) return "iss";
    if (auto fault = audience_fault(claims, expected.client_id); !fault.empty()) return fault;
    if (auto fault = time_fault(claims, expected.now); !fault.empty()) return fault;
    if (expected.nonce.empty() || text_claim(claims, "nonce") != expected.nonce) return "nonce";
    return is_subject(text_claim(claims, "sub")) ? "" : "sub";
}

/// The part between the points.
std::string payload_of(const std::string& token) {
    const auto begin = token.find('.') + 1;
    return from_base64url(std::string_view(token).substr(begin, token.find('.', begin) - begin));
}

}  // namespace

std::string text_claim(const http::Json& claims, std::string_view name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::expected<http::Json, TokenRefusal> read_id_token(const std::string& token, const KeySet& keys,
                                                      const ExpectedToken& expected) {
    switch (keys.check(token)) {
        case KeySet::Verdict::kSigned: break;
        case KeySet::Verdict::kUnknownKey: return refused("signed with an unknown key", true);
        case KeySet::Verdict::kForged: return refused("signature");
        case KeySet::Verdict::kUnsupported: return refused("not signed with RS256, PS256 or ES256");
    }
    auto claims = http::parse_json_object(payload_of(token));
    if (!claims) return refused("its claims cannot be read");
    if (auto fault = fault_of(*claims, expected); !fault.empty()) return refused(std::move(fault));
    return *std::move(claims);
}

}  // namespace hotline::oidc
