#include "live/position.hpp"

#include <bit>

#include "base/keyed_hash.hpp"

namespace hotline::live {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kSealBytes = 4;
constexpr std::size_t kLongestVarint = 7;  // 49 bits: more than a count ever has
constexpr unsigned kMore = 0x80U;
constexpr unsigned kSeven = 0x7FU;

void append_varint(std::string& bytes, long long count) {
    auto rest = static_cast<unsigned long long>(count);
    for (; rest >= kMore; rest >>= 7U) bytes += static_cast<char>((rest & kSeven) | kMore);
    bytes += static_cast<char>(rest);
}

/// Nothing: no varint, or one that is written longer than it has to be.
std::optional<long long> take_varint(std::string_view& bytes) {
    unsigned long long value = 0;
    for (std::size_t i = 0; i < bytes.size() && i < kLongestVarint; ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        value |= static_cast<unsigned long long>(byte & kSeven) << (7U * i);
        if ((byte & kMore) != 0) continue;
        if (byte == 0 && i > 0) return std::nullopt;
        bytes.remove_prefix(i + 1);
        return static_cast<long long>(value);
    }
    return std::nullopt;
}

}  // namespace

std::uint32_t seal_of(const std::vector<Mark>& marks) {
    std::uint32_t seal = 0;
    for (const Mark& mark : marks) seal = std::rotl(seal, 5) * 0x9E3779B1U ^ mark.tag;
    return seal;
}

std::string Position::text() const {
    std::string bytes(1, kVersion);
    for (const Mark& mark : marks_) append_varint(bytes, mark.count);
    append_varint(bytes, roster_);
    for (auto [seal, i] = std::pair{seal_of(marks_), std::size_t{0}}; i < kSealBytes; ++i, seal >>= 8U) {
        bytes += static_cast<char>(seal & 0xFFU);
    }
    return to_base64url(bytes);
}

std::optional<ClaimedPosition> ClaimedPosition::parse(std::string_view text, std::size_t partitions) {
    const std::string bytes = from_base64url(text);
    if (bytes.empty() || to_base64url(bytes) != text || bytes.front() != kVersion) return std::nullopt;
    std::string_view rest = std::string_view(bytes).substr(1);
    ClaimedPosition claimed;
    for (std::size_t i = 0; i < partitions; ++i) {
        const auto count = take_varint(rest);
        if (!count) return std::nullopt;
        claimed.counts.push_back(*count);
    }
    const auto roster = take_varint(rest);
    if (!roster || rest.size() != kSealBytes) return std::nullopt;
    claimed.roster = *roster;
    for (std::size_t i = kSealBytes; i-- > 0;) {
        claimed.seal = claimed.seal << 8U | static_cast<unsigned char>(rest[i]);
    }
    return claimed;
}

}  // namespace hotline::live
