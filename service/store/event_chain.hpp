// The chain of a partition's events: each carries a link that was made from the one before, so none can be altered,
// removed, inserted or moved without the data set's secret. The functions in Redis make the links (functions/*.lua);
// here they are made again to be compared.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/keyed_hash.hpp"

namespace hotline {

/// Written as the digest's 20 bytes, then the count in decimal.
struct ChainLink {
    static constexpr std::size_t kDigestSize = 20;

    std::array<char, kDigestSize> digest{};
    long long count = 0;  ///< of the partition's events up to this one

    auto operator<=>(const ChainLink&) const = default;
};
[[nodiscard]] std::string digest_hex(const ChainLink& link);

/// Nothing: these are not the bytes of a link.
[[nodiscard]] std::optional<ChainLink> parse_link(std::string_view text);

/// What the functions need to chain an event. Good for this event alone: who overhears it (MONITOR, the slow log) can
/// make no link for another event.
struct ChainKey {
    static constexpr std::size_t kPartSize = 64;  ///< a block of SHA-1

    std::string digits;

    [[nodiscard]] std::string_view inner() const { return std::string_view(digits).substr(0, kPartSize); }
    [[nodiscard]] std::string_view outer() const { return std::string_view(digits).substr(kPartSize); }
    bool operator==(const ChainKey&) const = default;
};
[[nodiscard]] ChainKey chain_key(const KeyedHash& hash, int partition, std::string_view event);

/// The link of the event with this key, of the ticket with this serial, after `previous`; the first of a partition
/// comes after a digest of zeros.
[[nodiscard]] ChainLink link_after(const ChainLink& previous, const ChainKey& key, long long serial);

}  // namespace hotline
