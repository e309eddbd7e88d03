#include "oidc/pkce.hpp"

#include "base/keyed_hash.hpp"
#include "base/random_token.hpp"

namespace hotline::oidc {

std::string new_verifier() { return random_token(random_token()); }

std::string challenge_of(std::string_view verifier) { return to_base64url(from_hex(token_digest(verifier))); }

std::string form_encoded(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    static constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string encoded;
    for (const char each : text) {
        if (kPlain.contains(each)) {
            encoded += each;
            continue;
        }
        const auto byte = static_cast<unsigned char>(each);
        encoded.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
    return encoded;
}

std::string form_of(std::initializer_list<FormField> fields) {
    std::string form;
    for (const auto& [name, value] : fields) {
        if (!form.empty()) form += '&';
        form.append(name).append("=").append(form_encoded(value));
    }
    return form;
}

}  // namespace hotline::oidc
