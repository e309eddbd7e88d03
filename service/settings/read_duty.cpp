#include <algorithm>
#include <array>

#include "base/instant.hpp"
#include "settings/readers.hpp"
#include "settings/time_text.hpp"

namespace hotline::settings {

namespace {

constexpr std::string_view kDesk = "desk";

/// Notes where each person is named, for whoever knows the people.
class PeopleNamed {
public:
    explicit PeopleNamed(Configuration& configuration) : named_(configuration.people_named) {}

    PersonId take(const YamlSection& section, Located name) {
        named_.push_back({PersonId(std::move(name.value)), section.file(), name.line});
        return named_.back().id;
    }
    PersonId optional(YamlSection& section, std::string_view key) {
        if (!section.has(key)) {
            section.allow(key);
            return {};
        }
        const int line = section.line(key);
        auto id = section.id(key);
        return id.empty() ? PersonId() : take(section, {std::move(id), line});
    }

private:
    std::vector<PersonNamed>& named_;
};

int read_turn(YamlSection& section) {
    auto every = section.section("every");
    if (!every) return 1;
    const bool weeks = every->has("weeks");
    if (weeks == every->has("days")) every->error("a turn lasts either 'days' or 'weeks'");
    every->allow(weeks ? "days" : "weeks");
    const int unit = weeks ? 7 : 1;
    const auto amount = every->integer(weeks ? "weeks" : "days", 1, DutyRotation::kMostDays / unit);
    every->done();
    return static_cast<int>(amount) * unit;
}

/// Day and night from one hand-over to the next, or the hours of each day.
std::optional<MinuteInterval> read_duty_hours(YamlSection& section) {
    const bool whole_day = section.has("hand_over");
    if (whole_day == section.has("hours")) {
        section.error("a rotation has either 'hand_over' or 'hours'");
        section.allow("hand_over");
        section.allow("hours");
        return std::nullopt;
    }
    section.allow(whole_day ? "hours" : "hand_over");
    const auto text = section.text(whole_day ? "hand_over" : "hours");
    const auto minute = parse_minute(text);
    const auto hours = whole_day && minute ? MinuteInterval{*minute, *minute} : parse_interval(text);
    constexpr int kMidnight = 24 * 60;
    if (hours && hours->open < kMidnight) return hours;
    if (!text.empty()) {
        section.error(
            whole_day ? "hand_over" : "hours",
            "'" + text + (whole_day ? "' is no time of day such as 08:30" : "' is no interval such as 20:00-08:00"));
    }
    return std::nullopt;
}

void read_weekdays(YamlSection& section, DutyRotation& rotation) {
    if (!section.has("weekdays")) return section.allow("weekdays");
    rotation.weekdays.fill(false);
    for (const auto& [name, line] : section.list("weekdays")) {
        if (const auto day = parse_weekday(name)) {
            rotation.weekdays[*day] = true;
        } else {
            section.error_at(line, "unknown day '" + name + "' (monday to sunday)");
        }
    }
}

std::optional<std::chrono::local_days> read_first_day(YamlSection& section) {
    const auto text = section.text("from");
    const auto date = parse_date(text);
    if (!date && !text.empty()) section.error("from", "'" + text + "' is no date such as 2022-05-01");
    return date ? std::optional(std::chrono::local_days(*date)) : std::nullopt;
}

std::optional<DutyRotation> read_rotation(YamlSection& section, PeopleNamed& people) {
    DutyRotation rotation;
    section.require("people");
    for (auto& name : section.list("people")) rotation.people.push_back(people.take(section, std::move(name)));
    const auto from = read_first_day(section);
    rotation.days = read_turn(section);
    const auto hours = read_duty_hours(section);
    read_weekdays(section, rotation);
    section.reject_empty_lists();
    section.done();
    if (!from || !hours || rotation.people.empty() || std::ranges::none_of(rotation.weekdays, std::identity())) {
        return std::nullopt;
    }
    rotation.from = *from;
    rotation.hours = *hours;
    return rotation;
}

std::optional<Instant> read_instant(YamlSection& section, std::string_view key, const date::time_zone* zone) {
    const auto text = section.text(key);
    const auto time = parse_local_time(text);
    if (!time && !text.empty()) section.error(key, "'" + text + "' is no local time such as 2022-05-01 08:30");
    return time && zone != nullptr ? std::optional(first_instant(*time, *zone)) : std::nullopt;
}

std::optional<DutyOverride> read_override(YamlSection& section, const date::time_zone* zone, PeopleNamed& people) {
    const auto from = read_instant(section, "from", zone);
    const auto to = read_instant(section, "to", zone);
    const PersonId absent = people.optional(section, "absent");
    const PersonId person = people.optional(section, "person");
    section.done();
    if (!from || !to) return std::nullopt;
    return DutyOverride{*from, *to, absent, person};
}

TaskForceId read_covered(YamlSection& section, const Catalogue& catalogue) {
    const auto id = section.id("covers");
    section.call("schedule of '" + id + "'");
    if (id == kDesk) return {};
    if (!id.empty() && !catalogue.task_forces.all().empty() && !catalogue.task_forces.has(id)) {
        section.error("covers", "unknown task force '" + id + "' (or desk)");
    }
    return TaskForceId(id);
}

const date::time_zone* read_schedule_zone(YamlSection& section, const date::time_zone* otherwise) {
    const auto name = section.optional_text("zone");
    if (name.empty()) return otherwise;
    if (const auto zone = find_time_zone(name)) return *zone;
    section.error("zone", "unknown time zone '" + name + "'");
    return nullptr;
}

/// Reads one schedule; what can be read alone is checked as it is read, the rest once all of it is there.
class ScheduleReader {
public:
    ScheduleReader(YamlSection& section, const Configuration& configuration, PeopleNamed& people)
        : section_(section), people_(people) {
        schedule_.covers = read_covered(section, *configuration.rulebook.catalogue);
        schedule_.zone = read_schedule_zone(section, configuration.rulebook.service.zone);
    }

    DutySchedule read() {
        auto rotations = section_.some_sections("rotations", "rotation");
        read_each(rotations, schedule_.rotations, [&](YamlSection& each) { return read_rotation(each, people_); });
        auto overrides = section_.sections("overrides", "override");
        read_each(overrides, schedule_.overrides,
                  [&](YamlSection& each) { return read_override(each, schedule_.zone, people_); });
        section_.done();
        if (complete_ && !rotations.empty() && schedule_.zone != nullptr) check(rotations, overrides);
        return std::move(schedule_);
    }

private:
    template <class Value>
    void read_each(std::vector<YamlSection>& sections, std::vector<Value>& values, const auto& read_one) {
        for (YamlSection& section : sections) {
            auto value = read_one(section);
            complete_ = complete_ && value.has_value();
            if (value) values.push_back(*std::move(value));
        }
    }
    void check(const std::vector<YamlSection>& rotations, const std::vector<YamlSection>& overrides) {
        const auto ok = schedule_.check();
        if (ok) return;
        const std::string& field = ok.error().field;
        const auto line = line_of_item(field, "/rotations/", rotations).or_else([&] {
            return line_of_item(field, "/overrides/", overrides);
        });
        section_.error_at(line.value_or(section_.line()), ok.error().detail);
    }

    YamlSection& section_;
    PeopleNamed& people_;
    DutySchedule schedule_;
    bool complete_ = true;
};

}  // namespace

void read_duty(YamlSection file, Configuration& configuration) {
    PeopleNamed people(configuration);
    auto& schedules = configuration.rulebook.duty;
    for (auto& section : file.sections("schedules", "schedule")) {
        auto schedule = ScheduleReader(section, configuration, people).read();
        if (std::ranges::find(schedules, schedule.covers, &DutySchedule::covers) != schedules.end()) {
            section.error("covers", "it has a schedule already: give that one more rotations");
        }
        schedules.push_back(std::move(schedule));
    }
    file.done();
}

}  // namespace hotline::settings
