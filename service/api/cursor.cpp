#include "api/cursor.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <ranges>

#include "base/keyed_hash.hpp"

namespace hotline::api {
namespace {

constexpr long long kLatest = 253'402'300'799'999;  // the end of the year 9999 in ms

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
    return to_base64url(plain);
}

Result<QueuePosition> read_cursor(std::string_view cursor) {
    const auto values = numbers(from_base64url(cursor));
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
