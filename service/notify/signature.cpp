#include "notify/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "base/octets.hpp"

namespace hotline::notify {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kShortestKey = 24;
constexpr std::size_t kLongestKey = 64;

/// HMAC-SHA256, in base64.
std::string sealed(std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    const auto* const done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), octets(message),
                                  message.size(), out.data(), &size);
    if (done == nullptr) throw std::runtime_error("OpenSSL has no HMAC-SHA256");
    return to_base64({reinterpret_cast<const char*>(out.data()), size});
}

/// Empty for what is not base64.
std::string from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int bad = sodium_base642bin(octets(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, &end,
                                      sodium_base64_VARIANT_ORIGINAL);
    bytes.resize(bad == 0 && end == text.data() + text.size() ? size : 0);
    return bytes;
}

}  // namespace

std::string to_base64(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(), octets(bytes), bytes.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the terminator
    return text;
}

Result<std::string> webhook_signature(std::string_view secrets, std::string_view id, std::chrono::sys_seconds at,
                                      std::string_view body) {
    std::string message(id);
    message.append(".").append(std::to_string(at.time_since_epoch().count())).append(".").append(body);
    std::string all;
    for (std::size_t begin = 0; begin <= secrets.size();) {
        const auto end = std::min(secrets.find(' ', begin), secrets.size());
        const auto secret = secrets.substr(begin, end - begin);
        begin = end + 1;
        const auto key = secret.starts_with(kPrefix) ? from_base64(secret.substr(kPrefix.size())) : std::string();
        if (key.size() < kShortestKey || key.size() > kLongestKey) {
            return fail(ErrorCode::kBadConfiguration, "a webhook's secret is whsec_ and base64 of 24 to 64 bytes",
                        "secret");
        }
        all.append(all.empty() ? "v1," : " v1,").append(sealed(key, message));
    }
    return all;
}

std::string dingtalk_signature(std::string_view secret, Instant at) {
    const auto message = std::to_string(at.time_since_epoch().count()) + '\n' + std::string(secret);
    return sealed(secret, message);
}

std::string feishu_signature(std::string_view secret, std::chrono::sys_seconds at) {
    // Theirs is the other way round: what is signed is nothing, and the key says it all.
    return sealed(std::to_string(at.time_since_epoch().count()) + '\n' + std::string(secret), "");
}

}  // namespace hotline::notify
