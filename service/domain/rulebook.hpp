// The configuration in force, as the rules of the domain use it. Built whole by settings/, immutable, shared by all
// threads.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "domain/catalogue.hpp"
#include "domain/directory.hpp"
#include "domain/duty.hpp"
#include "domain/notification_rules.hpp"
#include "domain/phone.hpp"
#include "domain/routing.hpp"
#include "domain/sla_policy.hpp"

namespace date {
class time_zone;
}

namespace hotline {

/// What the service does beyond routing and clocks (config/service.yaml).
struct ServiceRules {
    Names city;
    const date::time_zone* zone = nullptr;  ///< instants are shown in it
    DialPlan dial_plan;
    int urges_to_raise = 3;   ///< at this many urges, and each such many after, the urgency rises
    int returns_to_desk = 2;  ///< from this return on the duty desk rules
    int callback_tries = 3;   ///< unreached so often, the ticket closes as not reached
    std::chrono::minutes callback_spacing{240};
};

struct Rulebook {
    std::shared_ptr<const Catalogue> catalogue;
    Router router;
    SlaPolicies policies;
    ServiceRules service;
    std::string version;
    Instant loaded_at{};
    std::vector<DutySchedule> duty = {};
    std::shared_ptr<const NotificationRules> notifications = {};
    Directory people = {};  ///< read with the rest, but no part of `version`
};

}  // namespace hotline
