#include "app/holiday_notice.hpp"

#include "base/instant.hpp"

namespace hotline {

void tell_known_holidays(const Configuration& configuration, Instant now, telemetry::Metrics& metrics,
                         telemetry::Log& log) {
    constexpr auto kAhead = std::chrono::days(31);
    std::map<std::string, Instant> ends;
    for (const auto& [id, calendar] : configuration.calendars) {
        const auto end = calendar->known_until(now);
        if (!end) continue;
        ends.emplace(id, *end);
        if (*end - now > kAhead) continue;
        log.warning("holidays_missing",
                    {{"calendar", id},
                     {"known_until", to_rfc3339(*end, *configuration.rulebook.service.zone)},
                     {"effect", "limits beyond it are provisional: add the year to holidays.yaml"}});
    }
    metrics.calendars_known_until(ends);
}

}  // namespace hotline
