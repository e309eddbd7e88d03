#include <set>

#include "settings/readers.hpp"
#include "settings/time_text.hpp"

namespace hotline::settings {

namespace {

DayHours read_hours(YamlSection& section, std::string_view key) {
    DayHours hours;
    for (const auto& [value, line] : section.list(key)) {
        if (const auto interval = parse_interval(value)) {
            hours.push_back(*interval);
        } else {
            section.error_at(line, "'" + value + "' is no interval such as 08:30-12:00");
        }
    }
    return hours;
}

void read_week(YamlSection& section, CalendarSpec& spec) {
    std::set<std::size_t> given;
    for (auto& entry : section.sections("week", "days of the week")) {
        entry.require("days");
        entry.require("hours");
        const auto hours = read_hours(entry, "hours");
        for (const auto& [name, line] : entry.list("days")) {
            const auto day = parse_weekday(name);
            if (!day) {
                entry.error_at(line, "unknown day '" + name + "' (monday to sunday)");
            } else if (!given.insert(*day).second) {
                entry.error_at(line, "'" + name + "' has hours already");
            } else {
                spec.week[*day] = hours;
            }
        }
        entry.done();
    }
}

void read_special_days(YamlSection& year, std::string_view key, SpecialDay kind, std::vector<Holiday>& days) {
    for (auto& section : year.sections(key, "holiday")) {
        const auto name = section.text("name");
        section.require("days");
        for (const auto& [value, line] : section.list("days")) {
            if (const auto date = parse_date(value)) {
                days.push_back({*date, kind, name});
            } else {
                section.error_at(line, "'" + value + "' is no date such as 2022-05-01");
            }
        }
        section.done();
    }
}

}  // namespace

std::shared_ptr<const HolidayTable> read_holidays(YamlSection file) {
    auto table = std::make_shared<HolidayTable>();
    for (auto& section : file.some_sections("years", "year")) {
        const auto year = static_cast<int>(section.integer("year", 1990, 2200));
        section.call("year " + std::to_string(year));
        std::vector<Holiday> days;
        read_special_days(section, "off", SpecialDay::kOff, days);
        read_special_days(section, "work", SpecialDay::kMakeUp, days);
        section.done();
        if (const auto added = table->add(year, days); !added) section.error(added.error().detail);
    }
    file.done();
    return table;
}

Calendars read_calendars(YamlSection file, const std::shared_ptr<const HolidayTable>& holidays, const std::string& zone,
                         const std::string& version) {
    Calendars calendars;
    for (auto& section : file.some_sections("calendars", "calendar")) {
        CalendarSpec spec;
        spec.id = section.id("id");
        section.call("calendar '" + spec.id + "'");
        spec.version = version;
        spec.zone = section.optional_text("zone");
        if (spec.zone.empty()) spec.zone = zone;
        spec.always = section.flag("always", false);
        read_week(section, spec);
        if (auto hours = read_hours(section, "make_up_day"); !hours.empty()) spec.make_up_day = std::move(hours);
        if (section.flag("holidays", false)) spec.holidays = holidays;
        section.done();
        const auto id = spec.id;
        if (id.empty() || zone.empty()) continue;
        auto calendar = Calendar::make(std::move(spec));
        if (!calendar) section.error("calendar '" + id + "': " + calendar.error().detail);
        // One with a mistake still has its name, so that its users are not reported too.
        auto shared = calendar ? std::make_shared<const Calendar>(std::move(*calendar)) : nullptr;
        if (!calendars.emplace(id, std::move(shared)).second) section.error("calendar '" + id + "' is defined twice");
    }
    file.done();
    return calendars;
}

}  // namespace hotline::settings
