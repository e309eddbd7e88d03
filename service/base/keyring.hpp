// Encryption of what must not lie readable in the store (DESIGN §6, privacy): libsodium's secretbox under keys that can
// be replaced one by another.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace hotline {

/// The first key seals, each of them opens. Thread-safe after construction.
class Keyring {
public:
    static constexpr std::size_t kKeySize = 32;
    using Key = std::array<unsigned char, kKeySize>;

    /// At least one key.
    explicit Keyring(const std::vector<Key>& keys);

    /// XSalsa20-Poly1305. `context` says what the text belongs to: under another it does not open. The same text in the
    /// same context looks the same; whoever has no key learns that, its length and its key's id, and nothing else.
    [[nodiscard]] std::string seal(std::string_view text, std::string_view context) const;

    /// kInternal: sealed with a key that is not here, in another context, or altered.
    [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view context) const;

    /// A name of its key that gives nothing of it away.
    [[nodiscard]] static std::string_view id_of(std::string_view sealed) { return sealed.substr(0, kIdSize); }
    [[nodiscard]] const std::string& current() const { return keys_.front().id; }
    [[nodiscard]] bool has(std::string_view id) const { return find(id) != nullptr; }

private:
    static constexpr std::size_t kIdSize = 4;
    struct NamedKey {
        std::string id;
        Key key;
    };
    [[nodiscard]] const NamedKey* find(std::string_view id) const;

    std::vector<NamedKey> keys_;
};

}  // namespace hotline
