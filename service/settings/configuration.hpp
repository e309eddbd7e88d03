// Everything a city's configuration says. Immutable: a reload makes a new one, and what is running keeps the one it
// began with.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

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

/// Where configuration names somebody of people.yaml, which is a file of its own and changes without it.
struct PersonNamed {
    PersonId id;
    std::string file;
    int line = 0;
};

struct Configuration {
    /// Its version is a short hash of all files; `loaded_at` is for whoever takes it into force.
    Rulebook rulebook;
    std::string time_zone;  ///< tz database name
    std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> calendars;
    TextLimits limits;
    std::vector<PersonNamed> people_named;
};

}  // namespace hotline
