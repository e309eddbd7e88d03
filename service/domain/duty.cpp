#include "domain/duty.hpp"

#include <algorithm>

#include "base/instant.hpp"

namespace hotline {
namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr int kMinutesOfADay = 24 * 60;

std::unexpected<Error> wrong(std::string detail, std::string field) {
    return fail(ErrorCode::kBadConfiguration, std::move(detail), std::move(field));
}

Result<void> check_rotation(const DutyRotation& rotation, const std::string& field) {
    const auto [open, close] = rotation.hours;
    if (rotation.people.empty()) return wrong("a rotation needs people", field + "/people");
    if (rotation.days < 1 || rotation.days > DutyRotation::kMostDays) {
        return wrong("a turn lasts from 1 to " + std::to_string(DutyRotation::kMostDays) + " days", field + "/every");
    }
    if (open < 0 || open >= kMinutesOfADay || close < 0 || close > kMinutesOfADay)
        return wrong("hours of a day", field + "/hours");
    if (std::ranges::none_of(rotation.weekdays, std::identity())) return wrong("duty on no day", field + "/weekdays");
    return {};
}

Result<void> check_override(const DutyOverride& one, const std::string& field) {
    if (one.from >= one.to) return wrong("an override ends after it begins", field);
    if (one.absent.empty() && one.person.empty()) {
        return wrong("an override names who is absent, who is on duty instead, or both", field);
    }
    if (one.absent == one.person) return wrong("nobody stands in for themselves", field);
    return {};
}

bool collide(const DutyOverride& one, const DutyOverride& other) {
    const bool same_people = one.absent.empty() || other.absent.empty() || one.absent == other.absent;
    return same_people && one.from < other.to && other.from < one.to;
}

/// From `open` on a date until `close`, on the same or the next.
bool serves(const DutyRotation& rotation, std::chrono::local_days date, const date::time_zone& zone, Instant at) {
    const auto [open, close] = rotation.hours;
    if (date < rotation.from) return false;
    if (!rotation.weekdays[std::chrono::weekday{date}.iso_encoding() - 1]) return false;
    const auto end = date + minutes(close > open ? close : close + kMinutesOfADay);
    return first_instant(date + minutes(open), zone) <= at && at < first_instant(end, zone);
}

/// Null: nobody's.
const PersonId* turn_at(const DutyRotation& rotation, const date::time_zone& zone, Instant at) {
    const auto today = std::chrono::floor<days>(local_time_of(at, zone));
    // Clocks that are set back over midnight show the day before once more, while tomorrow's duty has begun.
    for (const auto date : {today + days(1), today, today - days(1)}) {
        if (!serves(rotation, date, zone, at)) continue;
        const auto turn = static_cast<std::size_t>((date - rotation.from).count() / rotation.days);
        return &rotation.people[turn % rotation.people.size()];
    }
    return nullptr;
}

const DutyOverride* override_at(const DutySchedule& schedule, const PersonId& person, Instant at) {
    const auto found = std::ranges::find_if(schedule.overrides, [&](const DutyOverride& one) {
        return one.from <= at && at < one.to && (one.absent.empty() || one.absent == person);
    });
    return found == schedule.overrides.end() ? nullptr : &*found;
}

void add(std::vector<PersonId>& people, const PersonId& person) {
    if (!person.empty() && std::ranges::find(people, person) == people.end()) people.push_back(person);
}

void add_all(std::vector<PersonId>& people, const DutySchedule& schedule, Instant at) {
    // Who replaces everybody does so also where nobody would be on duty.
    if (const DutyOverride* const whole = override_at(schedule, {}, at)) return add(people, whole->person);
    for (const DutyRotation& rotation : schedule.rotations) {
        const PersonId* const turn = turn_at(rotation, *schedule.zone, at);
        if (turn == nullptr) continue;
        const DutyOverride* const instead = override_at(schedule, *turn, at);
        add(people, instead == nullptr ? *turn : instead->person);
    }
}

}  // namespace

Result<void> DutySchedule::check() const {
    if (zone == nullptr) return wrong("a schedule needs a time zone", "/zone");
    if (rotations.empty()) return wrong("a schedule needs a rotation", "/rotations");
    for (std::size_t i = 0; i < rotations.size(); ++i) {
        if (auto ok = check_rotation(rotations[i], "/rotations/" + std::to_string(i)); !ok) return ok;
    }
    for (std::size_t i = 0; i < overrides.size(); ++i) {
        const auto field = "/overrides/" + std::to_string(i);
        if (auto ok = check_override(overrides[i], field); !ok) return ok;
        for (std::size_t earlier = 0; earlier < i; ++earlier) {
            if (collide(overrides[earlier], overrides[i])) return wrong("overlaps an earlier override", field);
        }
    }
    return {};
}

std::vector<PersonId> on_duty(const std::vector<DutySchedule>& schedules, const TaskForceId& covers, Instant at) {
    std::vector<PersonId> people;
    for (const DutySchedule& schedule : schedules) {
        if (schedule.covers == covers) add_all(people, schedule, at);
    }
    return people;
}

}  // namespace hotline
