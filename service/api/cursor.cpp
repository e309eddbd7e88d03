#include "api/cursor.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <charconv>
#include <ranges>

namespace hotline::api {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::size_t kLongest = 100;
constexpr long long kLatest = 253'402'300'799'999;  // the end of the year 9999 in ms

std::optional<std::string> decoded(std::string_view cursor) {
    std::string bytes(kLongest, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int bad = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), cursor.data(),
                                      cursor.size(), nullptr, &length, &end, kVariant);
    if (bad != 0 || end != cursor.data() + cursor.size()) return std::nullopt;
    bytes.resize(length);
    return bytes;
}

/// "urgency.milliseconds.number"
std::optional<std::array<long long, 3>> numbers(std::string_view text) {
    std::array<long long, 3> values{};
    std::size_t count = 0;
    for (const auto part : std::views::split(text, '.')) {
        if (count == values.size()) return std::nullopt;
        const char* const begin = part.begin();
        const char* const end = part.end();
        const auto parsed = std::from_chars(begin, end, values[count]);
        if (parsed.ec != std::errc{} || parsed.ptr != end || values[count] < 0) return std::nullopt;
        ++count;
    }
    if (count != values.size()) return std::nullopt;
    return values;
}

}  // namespace

std::string write_cursor(const QueuePosition& position) {
    const std::string plain = fmt::format("{}.{}.{}", position.urgency, position.opened_at.time_since_epoch().count(),
                                          position.number.text());
    std::string cursor(sodium_base64_encoded_len(plain.size(), kVariant), '\0');
    sodium_bin2base64(cursor.data(), cursor.size(), reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                      kVariant);
    cursor.pop_back();  // the terminator libsodium writes
    return cursor;
}

Result<QueuePosition> read_cursor(std::string_view cursor) {
    const auto plain = decoded(cursor);
    const auto values = plain ? numbers(*plain) : std::nullopt;
    if (values && (*values)[0] < 100 && (*values)[1] <= kLatest) {
        const auto number = TicketNumber::parse(std::to_string((*values)[2]));
        if (number) {
            return QueuePosition{static_cast<Urgency>((*values)[0]), Instant(std::chrono::milliseconds((*values)[1])),
                                 *number};
        }
    }
    return fail(ErrorCode::kBadCursor, "take next_cursor from the page before, as it is", "cursor");
}

}  // namespace hotline::api
