// Hashes that cannot be reversed without the data set's secret: personal data is looked up by them (DESIGN §6,
// privacy).
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace hotline {

/// BLAKE2b with a 32-byte key (libsodium), 16 bytes long unless more is asked for. Thread-safe after construction.
class KeyedHash {
public:
    static constexpr std::size_t kSize = 16;
    static constexpr std::size_t kLongest = 64;

    /// `hex` is the secret as 64 hexadecimal digits; anything else is kBadConfiguration.
    [[nodiscard]] static Result<KeyedHash> from_hex(std::string_view hex);

    /// `purpose` keeps the hashes of one use apart from those of another. `size`: kSize to kLongest bytes.
    [[nodiscard]] std::string hash(std::string_view purpose, std::string_view text, std::size_t size = kSize) const;

    /// Tells two secrets apart without giving either away.
    [[nodiscard]] std::string fingerprint() const;

private:
    std::array<unsigned char, 32> key_{};
};

/// Without a secret: spreads keys over partitions, compares request bodies. SipHash-2-4.
[[nodiscard]] unsigned long long plain_hash(std::string_view text);

[[nodiscard]] std::string to_hex(std::string_view bytes);
/// Empty for what is not pairs of hexadecimal digits.
[[nodiscard]] std::string from_hex(std::string_view text);

/// base64url without padding (RFC 4648 §5): 22 characters for a keyed hash.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
/// Empty for what is not the text of some bytes.
[[nodiscard]] std::string from_base64url(std::string_view text);

}  // namespace hotline
