#include "base/random_token.hpp"

#include <sodium.h>

#include <array>

#include "base/keyed_hash.hpp"

namespace hotline {

std::string random_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token(std::string_view prefix) { return std::string(prefix) + to_base64url(random_bytes(24)); }

std::string random_id() { return to_base64url(random_bytes(9)); }

std::string token_digest(std::string_view token) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
    crypto_hash_sha256(out.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
    return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

}  // namespace hotline
