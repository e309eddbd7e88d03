// Instants as text: RFC 3339, the only form in which an instant leaves or enters the service.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace date {
class time_zone;
}

namespace hotline {

/// A zone of the tz database ("Asia/Shanghai"). It lives as long as the process; thread-safe.
/// kBadConfiguration: the database (Debian package tzdata) has no such zone.
[[nodiscard]] Result<const date::time_zone*> find_time_zone(std::string_view name, std::string field = {});

/// The first instant at which clocks of the zone show `time`, or, where a change of the clock skips it, a later time.
[[nodiscard]] Instant first_instant(std::chrono::local_time<std::chrono::minutes> time, const date::time_zone& zone);
/// What clocks of the zone show at `instant`.
[[nodiscard]] std::chrono::local_time<std::chrono::milliseconds> local_time_of(Instant instant,
                                                                               const date::time_zone& zone);

/// "2022-04-18T09:30:00.000+08:00": local time of `zone` with its offset, always 29 characters.
/// RFC 3339 has the years 0000 to 9999: instants outside of them, and on the first and last day, come out as the
/// nearest inside.
[[nodiscard]] std::string to_rfc3339(Instant instant, const date::time_zone& zone);

/// Takes any offset, "T" and "Z" in either case, and up to nine digits of fraction; what is finer than a millisecond is
/// cut off. Leap seconds are refused: the service's clock has none. kInvalidField about `field`: not an RFC 3339
/// date-time.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text, std::string_view field);

}  // namespace hotline
