#include "base/signing.hpp"

#include <sodium.h>

#include <stdexcept>

#include "base/octets.hpp"

namespace hotline {
namespace {

template <std::size_t kSize>
std::string text_of(const std::array<unsigned char, kSize>& from) {
    return {from.begin(), from.end()};
}

}  // namespace

SigningKey::SigningKey(std::string_view seed) {
    static_assert(crypto_sign_PUBLICKEYBYTES == 32 && crypto_sign_SECRETKEYBYTES == 64);
    static_assert(crypto_sign_SEEDBYTES == kSeedSize);
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    if (seed.size() != kSeedSize) throw std::logic_error("a seed has 32 bytes");
    crypto_sign_seed_keypair(public_.data(), secret_.data(), octets(seed));
}

std::string SigningKey::public_key() const { return text_of(public_); }

std::string SigningKey::sign(std::string_view message) const {
    std::array<unsigned char, crypto_sign_BYTES> signature{};
    crypto_sign_detached(signature.data(), nullptr, octets(message), message.size(), secret_.data());
    return text_of(signature);
}

bool is_signed(std::string_view message, std::string_view signature, std::string_view public_key) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    if (signature.size() != crypto_sign_BYTES || public_key.size() != crypto_sign_PUBLICKEYBYTES) return false;
    return crypto_sign_verify_detached(octets(signature), octets(message), message.size(), octets(public_key)) == 0;
}

}  // namespace hotline
