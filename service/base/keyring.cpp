#include "base/keyring.hpp"

#include <sodium.h>

#include <algorithm>
#include <span>

#include "base/keyed_hash.hpp"
#include "base/octets.hpp"

namespace hotline {
namespace {

// A context has a key of its own, so few texts share one, and half of a random nonce's length tells those apart.
constexpr std::size_t kNonceSize = 8;
static_assert(Keyring::kKeySize == crypto_secretbox_KEYBYTES);

/// What one context seals with. The nonce comes from the text (as in SIV, RFC 5297 §1.3.1): no two texts share one, and
/// sealing needs no source of randomness.
class ContextKey {
public:
    ContextKey(const Keyring::Key& key, std::string_view context) {
        crypto_generichash(keys_.data(), keys_.size(), octets(context), context.size(), key.data(), key.size());
    }
    ~ContextKey() { sodium_memzero(keys_.data(), keys_.size()); }
    ContextKey(const ContextKey&) = delete;
    ContextKey& operator=(const ContextKey&) = delete;

    [[nodiscard]] const unsigned char* box() const { return keys_.data(); }

    [[nodiscard]] std::string nonce(std::string_view text) const {
        const auto key = std::span(keys_).subspan(crypto_secretbox_KEYBYTES);
        std::array<char, crypto_generichash_BYTES_MIN> digest{};
        crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), octets(text), text.size(),
                           key.data(), key.size());
        return {digest.data(), kNonceSize};
    }

private:
    std::array<unsigned char, 2 * crypto_secretbox_KEYBYTES> keys_{};
};

/// As long as secretbox wants it.
std::string whole(std::string nonce) {
    nonce.resize(crypto_secretbox_NONCEBYTES, '\0');
    return nonce;
}

std::string name_of(const Keyring::Key& key) {
    std::array<char, crypto_generichash_BYTES_MIN> digest{};
    constexpr std::string_view kPurpose = "key id";
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), octets(kPurpose),
                       kPurpose.size(), key.data(), key.size());
    return to_base64url({digest.data(), 3});
}

std::unexpected<Error> unreadable(std::string why) { return fail(ErrorCode::kInternal, std::move(why)); }

}  // namespace

Keyring::Keyring(const std::vector<Key>& keys) {
    for (const Key& key : keys) keys_.push_back({name_of(key), key});
}

const Keyring::NamedKey* Keyring::find(std::string_view id) const {
    const auto found = std::ranges::find(keys_, id, &NamedKey::id);
    return found == keys_.end() ? nullptr : &*found;
}

std::string Keyring::seal(std::string_view text, std::string_view context) const {
    const NamedKey& current = keys_.front();
    const ContextKey key(current.key, context);
    std::string sealed = key.nonce(text);
    const std::string nonce = whole(sealed);
    sealed.resize(kNonceSize + crypto_secretbox_MACBYTES + text.size());
    crypto_secretbox_easy(octets(sealed) + kNonceSize, octets(text), text.size(), octets(nonce), key.box());
    return current.id + to_base64url(sealed);
}

Result<std::string> Keyring::open(std::string_view sealed, std::string_view context) const {
    const NamedKey* const named = find(id_of(sealed));
    if (named == nullptr) {
        return unreadable("sealed with the key " + std::string(id_of(sealed)) + ", which is not among the secrets");
    }
    const std::string box = from_base64url(sealed.substr(kIdSize));
    if (box.size() < kNonceSize + crypto_secretbox_MACBYTES) return unreadable("nothing that was sealed here");
    const ContextKey key(named->key, context);
    const std::string nonce = whole(box.substr(0, kNonceSize));
    const std::string_view locked = std::string_view(box).substr(kNonceSize);
    std::string text(locked.size() - crypto_secretbox_MACBYTES, '\0');
    const int bad = crypto_secretbox_open_easy(octets(text), octets(locked), locked.size(), octets(nonce), key.box());
    if (bad != 0) return unreadable("what was sealed here has been altered, or belongs elsewhere");
    return text;
}

}  // namespace hotline
