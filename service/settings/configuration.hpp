// Everything a city's configuration says. Immutable: a reload makes a new one, and what is running keeps the one it
// began with.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "domain/calendar.hpp"
#include "domain/login_rules.hpp"
#include "domain/rulebook.hpp"

namespace hotline {

/// In characters (code points), not bytes.
struct TextLimits {
    int title = 0;
    int text = 0;
    int note = 0;
    int answer = 0;
};

/// Where configuration names somebody, who may leave without it being changed.
struct PersonNamed {
    PersonId id;
    std::string file;
    int line = 0;
};

/// A bundle of time limits that is in force as a whole (DESIGN §5): everyday's, an emergency's. All have the same rules
/// and ladders; a policy has the same id in each, so the clocks of open tickets follow the profile in force.
struct SlaProfile {
    std::string id;
    Names name;
    SlaPolicies policies;
};

struct Configuration {
    /// Under the default profile. Its version is a short hash of all files; `loaded_at` is for whoever takes it into
    /// force.
    Rulebook rulebook;
    std::string time_zone;  ///< tz database name
    std::map<std::string, std::shared_ptr<const Calendar>, std::less<>> calendars;
    TextLimits limits;
    LoginRules login;
    std::vector<PersonNamed> people_named;
    std::vector<SlaProfile> profiles;
    std::string default_profile;  ///< until somebody switches
};

/// The same configuration under another profile, which its version then names ("9a40b7d1c2e3+normal"); under the
/// default one as it is. Null: there is no such profile.
[[nodiscard]] std::shared_ptr<const Configuration> under_profile(
    const std::shared_ptr<const Configuration>& configuration, std::string_view profile);

}  // namespace hotline
