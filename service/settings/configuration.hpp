// Everything a city's configuration says. Immutable: a reload makes a new one, and what is running keeps the one it
// began with.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "domain/calendar.hpp"
#include "domain/rulebook.hpp"

namespace hotline {

/// In characters (code points), not bytes.
struct TextLimits {
    int title = 0;
    int text = 0;
    int note = 0;
    int answer = 0;
};

/// From how many callers or enterprises, with the same category and place within a time, a matter is a group matter
/// (DOMAIN §2.7).
struct MassIncidentRule {
    int callers = 0;
    int enterprises = 0;
    std::chrono::hours within{};
    int major_callers = 0;  ///< reported up at once
};

struct Configuration {
    /// Its version is a short hash of all files; `loaded_at` is for whoever takes it into force.
    Rulebook rulebook;
    std::string time_zone;  ///< tz database name
    Names service;          ///< what the hotline calls itself
    std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> calendars;
    TextLimits limits;
    std::chrono::minutes claim_lease{};  ///< a claim that nobody works on so long goes back
    std::chrono::days repeat_window{};   ///< same caller, category and place within it: an urge, no new ticket
    std::chrono::days retention{};       ///< of closed tickets in the live store
    MassIncidentRule mass_incident;
};

}  // namespace hotline
