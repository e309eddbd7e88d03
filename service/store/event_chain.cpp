#include "store/event_chain.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>

namespace hotline {
namespace {

constexpr std::string_view kChainPurpose = "event chain";
constexpr std::size_t kMostDigits = 14;  // what Lua's numbers hold exactly

using Digest = std::array<char, ChainLink::kDigestSize>;
static_assert(ChainLink::kDigestSize == SHA_DIGEST_LENGTH);

Digest sha1(std::string_view text) {
    Digest digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

std::string_view bytes_of(const Digest& digest) { return {digest.data(), digest.size()}; }

}  // namespace

std::string digest_hex(const ChainLink& link) { return to_hex(bytes_of(link.digest)); }

std::optional<ChainLink> parse_link(std::string_view text) {
    if (text.size() <= ChainLink::kDigestSize || text.size() > ChainLink::kDigestSize + kMostDigits)
        return std::nullopt;
    ChainLink link;
    std::ranges::copy(text.substr(0, ChainLink::kDigestSize), link.digest.begin());
    const std::string_view count = text.substr(ChainLink::kDigestSize);
    std::from_chars(count.data(), count.data() + count.size(), link.count);
    // One way to write each: "1" is a count, "+1", "01" and "1 " are not.
    if (link.count < 1 || std::to_string(link.count) != count) return std::nullopt;
    return link;
}

ChainKey chain_key(const KeyedHash& hash, int partition, std::string_view event) {
    const std::string text = fmt::format("{} {}", partition, event);
    return {to_hex(hash.hash(kChainPurpose, text, KeyedHash::kLongest))};
}

ChainLink link_after(const ChainLink& previous, const ChainKey& key, long long serial) {
    std::string inner(key.inner());
    inner.append(bytes_of(previous.digest)).append(fmt::format("{} {}", previous.count, serial));
    std::string outer(key.outer());
    outer.append(to_hex(bytes_of(sha1(inner))));
    return {sha1(outer), previous.count + 1};
}

}  // namespace hotline
