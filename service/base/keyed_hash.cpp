#include "base/keyed_hash.hpp"

#include <sodium.h>

#include <cstring>
#include <stdexcept>

#include "base/octets.hpp"

namespace hotline {
namespace {

void require_sodium() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
}

}  // namespace

Result<KeyedHash> KeyedHash::from_hex(std::string_view hex) {
    require_sodium();
    KeyedHash result;
    std::size_t length = 0;
    const char* end = nullptr;
    const int bad =
        sodium_hex2bin(result.key_.data(), result.key_.size(), hex.data(), hex.size(), nullptr, &length, &end);
    if (bad != 0 || length != result.key_.size() || end != hex.data() + hex.size()) {
        return fail(ErrorCode::kBadConfiguration, "the secret must be 64 hexadecimal digits", "secret");
    }
    return result;
}

std::string KeyedHash::hash(std::string_view purpose, std::string_view text, std::size_t size) const {
    std::string message;
    message.reserve(purpose.size() + 1 + text.size());
    message.append(purpose).append(1, '\0').append(text);
    std::string out(size, '\0');
    crypto_generichash(octets(out), out.size(), octets(message), message.size(), key_.data(), key_.size());
    return out;
}

std::string KeyedHash::fingerprint() const { return to_hex(hash("fingerprint", "")).substr(0, 16); }

unsigned long long plain_hash(std::string_view text) {
    static constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> kNoSecret{};
    std::array<unsigned char, crypto_shorthash_BYTES> out{};
    crypto_shorthash(out.data(), octets(text), text.size(), kNoSecret.data());
    unsigned long long value = 0;
    std::memcpy(&value, out.data(), sizeof value);
    return value;
}

std::string to_hex(std::string_view input) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(input.size() * 2);
    for (const char c : input) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

std::string from_hex(std::string_view text) {
    std::string output(text.size() / 2, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int bad = sodium_hex2bin(octets(output), output.size(), text.data(), text.size(), nullptr, &length, &end);
    output.resize(bad == 0 && end == text.data() + text.size() ? length : 0);
    return output;
}

std::string to_base64url(std::string_view input) {
    std::string text(sodium_base64_encoded_len(input.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), octets(input), input.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    text.pop_back();  // the terminator
    return text;
}

std::string from_base64url(std::string_view text) {
    std::string output(text.size(), '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int bad = sodium_base642bin(octets(output), output.size(), text.data(), text.size(), nullptr, &length, &end,
                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    output.resize(bad == 0 && end == text.data() + text.size() ? length : 0);
    return output;
}

}  // namespace hotline
