#include "base/random_token.hpp"

#include <sodium.h>

#include <array>

#include "base/keyed_hash.hpp"

namespace hotline {
namespace {

template <std::size_t kBytes>
std::string random_text() {
    std::array<char, kBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return to_base64url({bytes.data(), bytes.size()});
}

}  // namespace

std::string random_token(std::string_view prefix) { return std::string(prefix) + random_text<24>(); }

std::string random_id() { return random_text<9>(); }

std::string token_digest(std::string_view token) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
    crypto_hash_sha256(out.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
    return to_hex({reinterpret_cast<const char*>(out.data()), out.size()});
}

}  // namespace hotline
