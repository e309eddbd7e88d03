// Duty schedules (值班表): who is on duty for a task force or for the duty desk, at any hour. Pure: schedules and an
// instant in, people out; whether these people still exist is for whoever tells them something.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/calendar_day.hpp"

namespace date {
class time_zone;
}

namespace hotline {

/// People who take turns. A day's duty belongs to the date on which it begins, also where it ends on the next one.
struct DutyRotation {
    static constexpr int kMostDays = 366;

    std::vector<PersonId> people = {};  ///< in the order of their turns
    std::chrono::local_days from = {};  ///< the first day of the first turn; nobody before
    int days = 1;                       ///< that a turn lasts
    MinuteInterval hours = {};          ///< of a day's duty; `close` not after `open`: until then on the next day
    /// On which a day's duty begins, Monday first.
    std::array<bool, 7> weekdays = {true, true, true, true, true, true, true};
};

/// For a while somebody else. `to` is not included.
struct DutyOverride {
    Instant from = {};
    Instant to = {};
    PersonId absent = {};  ///< who is replaced; empty: everybody on duty
    PersonId person = {};  ///< who is on duty instead; empty: nobody
};

/// Local times are those of the zone. An hour that summer time repeats is not gone back to: duty is handed over when
/// clocks first show its time. Where clocks skip that time, it is handed over as they do.
struct DutySchedule {
    TaskForceId covers = {};  ///< empty: the duty desk
    const date::time_zone* zone = nullptr;
    std::vector<DutyRotation> rotations = {};
    std::vector<DutyOverride> overrides = {};

    /// kBadConfiguration, `field` below the schedule ("/rotations/1/people", "/overrides/0"): no zone, no rotation, a
    /// rotation without people, turns, hours or weekdays; an override that ends before it begins, changes nothing, or
    /// overlaps another one about the same people.
    [[nodiscard]] Result<void> check() const;
};

/// Everybody on duty at `at`, in the order of the rotations, each once; nobody where no schedule covers it.
[[nodiscard]] std::vector<PersonId> on_duty(const std::vector<DutySchedule>& schedules, const TaskForceId& covers,
                                            Instant at);

}  // namespace hotline
