#include "oidc/key_set.hpp"

#include <cjose/jws.h>

#include <algorithm>
#include <array>

#include "base/keyed_hash.hpp"
#include "http/json.hpp"

namespace hotline::oidc {
namespace {

struct Algorithm {
    std::string_view name, kind;
};
constexpr std::array<Algorithm, 3> kTrusted{{{"RS256", "RSA"}, {"PS256", "RSA"}, {"ES256", "EC"}}};
constexpr std::size_t kShortestRsa = 2048;

using Signature = std::unique_ptr<cjose_jws_t, decltype(&cjose_jws_release)>;

std::string text_of(const http::Json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Null: not one that a token is signed with.
std::shared_ptr<const cjose_jwk_t> import_key(const http::Json& json) {
    const auto kind = text_of(json, "kty");
    const auto use = text_of(json, "use");
    if ((kind != "RSA" && kind != "EC") || (!use.empty() && use != "sig")) return nullptr;
    if (kind == "EC" && text_of(json, "crv") != "P-256") return nullptr;
    const std::string text = json.dump();
    cjose_err error{};
    std::shared_ptr<cjose_jwk_t> key(cjose_jwk_import(text.data(), text.size(), &error), [](cjose_jwk_t* made) {
        if (made != nullptr) cjose_jwk_release(made);
    });
    if (!key || (kind == "RSA" && cjose_jwk_get_keysize(key.get(), &error) < kShortestRsa)) return nullptr;
    return key;
}

}  // namespace

Result<KeySet> KeySet::read(std::string_view json) {
    const auto document = http::parse_json_object(json);
    if (!document || !document->contains("keys") || !document->at("keys").is_array()) {
        return fail(ErrorCode::kProviderUnavailable, "its keys cannot be read");
    }
    KeySet set;
    for (const auto& each : document->at("keys")) {
        if (!each.is_object()) continue;
        auto key = import_key(each);
        if (key)
            set.keys_.push_back({text_of(each, "kid"), text_of(each, "kty"), text_of(each, "alg"), std::move(key)});
    }
    return set;
}

KeySet::Verdict KeySet::check(const std::string& token) const {
    const auto header = http::parse_json_object(from_base64url(token.substr(0, token.find('.'))));
    // What is critical and not understood makes it invalid (RFC 7515, 4.1.11); nothing critical is understood here.
    if (!header || header->contains("crit")) return Verdict::kUnsupported;
    const auto algorithm = std::ranges::find(kTrusted, text_of(*header, "alg"), &Algorithm::name);
    if (algorithm == kTrusted.end()) return Verdict::kUnsupported;
    const auto id = text_of(*header, "kid");
    const auto fits = [&](const Key& key) {
        return key.kind == algorithm->kind && (id.empty() || key.id == id) &&
               (key.algorithm.empty() || key.algorithm == algorithm->name);
    };
    if (std::ranges::none_of(keys_, fits)) return Verdict::kUnknownKey;
    cjose_err error{};
    const Signature signature(cjose_jws_import(token.data(), token.size(), &error), &cjose_jws_release);
    if (!signature) return Verdict::kUnsupported;
    const bool is_signed = std::ranges::any_of(
        keys_, [&](const Key& key) { return fits(key) && cjose_jws_verify(signature.get(), key.key.get(), &error); });
    return is_signed ? Verdict::kSigned : Verdict::kForged;
}

}  // namespace hotline::oidc
