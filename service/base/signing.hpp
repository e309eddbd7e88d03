// Signatures that anybody can check who has the public key (Ed25519, RFC 8032).
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace hotline {

/// Thread-safe after construction.
class SigningKey {
public:
    static constexpr std::size_t kSeedSize = 32;

    /// The same seed makes the same key.
    explicit SigningKey(std::string_view seed);

    /// 32 bytes.
    [[nodiscard]] std::string public_key() const;
    /// 64 bytes.
    [[nodiscard]] std::string sign(std::string_view message) const;

private:
    std::array<unsigned char, 32> public_{};
    std::array<unsigned char, 64> secret_{};
};

/// False also where key or signature are not as long as they must be.
[[nodiscard]] bool is_signed(std::string_view message, std::string_view signature, std::string_view public_key);

}  // namespace hotline
