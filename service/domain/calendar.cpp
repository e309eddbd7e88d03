#include "domain/calendar.hpp"

#include <date/tz.h>

#include <algorithm>
#include <utility>

#include "base/instant.hpp"
#include "domain/calendar_timeline.hpp"

namespace hotline {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// Laid out beforehand. Beyond them a timeline is made for the one question that leads there.
constexpr int kFirstYear = 2015;
constexpr int kLastYear = 2040;
// Keeps years inside what the calendar types can hold, and ends a search that finds no working time.
constexpr Instant kEarliest{sys_days{year{1} / 1 / 1}};
constexpr Instant kLatest{sys_days{year{9999} / 1 / 1}};
constexpr int kFarthestYears = 1024;

constexpr int kDayMinutes = 24 * 60;
constexpr milliseconds kInstantBefore{1};

Instant within_range(Instant instant) { return std::clamp(instant, kEarliest, kLatest); }

int year_of(Instant instant) { return int{year_month_day{std::chrono::floor<days>(instant)}.year()}; }
int year_of(local_days date) { return int{year_month_day{date}.year()}; }

std::unexpected<Error> bad(std::string detail, std::string field) {
    return fail(ErrorCode::kBadConfiguration, std::move(detail), std::move(field));
}

Result<void> check_hours(const DayHours& hours, const std::string& field) {
    int last_close = 0;
    for (std::size_t i = 0; i < hours.size(); ++i) {
        const auto& [open, close] = hours[i];
        const auto here = field + "/" + std::to_string(i);
        if (open < 0 || close > kDayMinutes) return bad("hours must lie between 00:00 and 24:00", here);
        if (open >= close) return bad("hours must end after they begin", here);
        if (open < last_close) return bad("hours must be in order and must not overlap", here);
        last_close = close;
    }
    return {};
}

Result<void> check_always(const CalendarSpec& spec) {
    if (!std::ranges::all_of(spec.week, &DayHours::empty) || spec.make_up_day) {
        return bad("a 24x7 calendar has no hours", "/week");
    }
    if (spec.holidays) return bad("a 24x7 calendar has no holidays", "/holidays");
    return {};
}

Result<void> check_week(const CalendarSpec& spec) {
    for (std::size_t day = 0; day < spec.week.size(); ++day) {
        if (auto ok = check_hours(spec.week[day], "/week/" + std::to_string(day)); !ok) return ok;
    }
    if (std::ranges::all_of(spec.week, &DayHours::empty)) return bad("a calendar needs working time", "/week");
    if (spec.make_up_day) {
        if (auto ok = check_hours(*spec.make_up_day, "/make_up_day"); !ok) return ok;
    }
    if (spec.holidays && spec.make_up_day.value_or(spec.week[0]).empty()) {
        return bad("a make-up working day needs hours where Monday has none", "/make_up_day");
    }
    return {};
}

WorkingPattern pattern_of(const CalendarSpec& spec) {
    if (spec.always) {
        WorkingPattern pattern;
        pattern.week.fill({{0, kDayMinutes}});
        return pattern;
    }
    return {spec.week, spec.make_up_day.value_or(spec.week[0]), spec.holidays};
}

std::pair<int, int> years_of(const CalendarSpec& spec) {
    if (!spec.holidays || spec.holidays->years().empty()) return {kFirstYear, kLastYear};
    const auto& years = spec.holidays->years();
    return {std::min(kFirstYear, *years.begin() - 1), std::max(kLastYear, *years.rbegin() + 1)};
}

long long amount_of(Limit limit) {
    return std::clamp(limit.amount, 1LL, limit.in_hours() ? Limit::kMostMinutes : Limit::kMostDays);
}

}  // namespace

std::optional<Limit::Count> parse_count(std::string_view name) {
    const auto found = std::ranges::find(kCountNames, name);
    if (found == kCountNames.end()) return std::nullopt;
    return static_cast<Limit::Count>(found - kCountNames.begin());
}

struct Calendar::Data {
    std::string id;
    std::string version;
    const date::time_zone* zone;
    WorkingPattern pattern;
    WorkingTimeline timeline;
    bool always;
};

Result<Calendar> Calendar::make(CalendarSpec spec) {
    if (spec.id.empty()) return bad("a calendar needs an id", "/id");
    const auto zone = find_time_zone(spec.zone, "/zone");
    if (!zone) return std::unexpected(zone.error());
    if (auto ok = spec.always ? check_always(spec) : check_week(spec); !ok) return std::unexpected(ok.error());
    auto pattern = pattern_of(spec);
    const auto [first, last] = years_of(spec);
    WorkingTimeline timeline(pattern, **zone, first, last);
    return Calendar(std::make_shared<const Data>(Data{std::move(spec.id), std::move(spec.version), *zone,
                                                      std::move(pattern), std::move(timeline), spec.always}));
}

const std::string& Calendar::id() const { return data_->id; }
const std::string& Calendar::version() const { return data_->version; }

bool Calendar::is_working_day(local_days date) const { return !data_->pattern.hours(date).empty(); }

std::optional<Instant> Calendar::known_until(Instant now) const {
    const auto& holidays = data_->pattern.holidays;
    if (!holidays) return std::nullopt;
    int unknown = year_of(date_of(now));
    while (holidays->knows(unknown)) ++unknown;
    const date::local_time<milliseconds> begin{date::local_days{date::year{unknown} / 1 / 1}};
    return Instant{data_->zone->to_sys(begin, date::choose::earliest).time_since_epoch()};
}

bool Calendar::provisional(local_days first, local_days last) const {
    const auto& holidays = data_->pattern.holidays;
    if (!holidays) return false;
    for (int at = year_of(first); at <= year_of(last); ++at) {
        if (!holidays->knows(at)) return true;
    }
    return false;
}

/// Asks a timeline that covers both.
template <class Ask>
auto Calendar::ask(Instant first, Instant last, const Ask& question) const {
    if (data_->timeline.covers(first) && data_->timeline.covers(last)) return question(data_->timeline);
    return question(WorkingTimeline(data_->pattern, *data_->zone, year_of(first) - 1, year_of(last) + 1));
}

/// `count` is asked with a timeline that covers `first` and answers nullopt when it leads past the end of it.
template <class Count>
DueInstant Calendar::count_from(Instant first, const Count& count) const {
    if (data_->timeline.covers(first)) {
        if (const auto due = count(data_->timeline)) return *due;
    }
    for (int years = 1; years <= kFarthestYears; years *= 4) {
        const WorkingTimeline timeline(data_->pattern, *data_->zone, year_of(first) - 1, year_of(first) + years);
        if (const auto due = count(timeline)) return *due;
    }
    return {first + std::chrono::years{kFarthestYears}, true};
}

DueInstant Calendar::add(Instant start, Limit limit) const {
    start = within_range(start);
    const auto amount = amount_of(limit);
    using Due = std::optional<DueInstant>;
    switch (limit.count) {
        case Limit::kClockHours: return {start + minutes{amount}, false};
        case Limit::kWorkingHours:
            return count_from(start, [&](const WorkingTimeline& time) -> Due {
                const auto due = time.when_worked(time.worked_until(start) + minutes{amount});
                if (!due) return std::nullopt;
                return DueInstant{*due, provisional(time.date_of(start), time.date_of(*due - kInstantBefore))};
            });
        case Limit::kWorkingDays:
            return count_from(start, [&](const WorkingTimeline& time) -> Due {
                const auto day_0 = time.date_of(start);
                const auto last = time.working_day_after(day_0, amount);
                if (!last) return std::nullopt;
                return DueInstant{last->close, provisional(day_0 + days{1}, last->date)};
            });
        case Limit::kNaturalDays:
            return count_from(start, [&](const WorkingTimeline& time) -> Due {
                const auto last = time.date_of(start) + days{amount};
                const auto end = time.working_day_after(last - days{1}, 1);
                if (!end) return std::nullopt;
                return DueInstant{end->close, provisional(last, end->date)};
            });
    }
    std::unreachable();
}

DueInstant Calendar::postpone(DueInstant due, Limit::Count count, Instant from, Instant to) const {
    from = within_range(from);
    to = std::max(from, within_range(to));
    const auto moved = due.due + (to - from);
    if (count == Limit::kClockHours) return {moved, due.provisional};
    auto later = count_from(from, [&](const WorkingTimeline& time) -> std::optional<DueInstant> {
        if (!time.covers(moved)) return std::nullopt;
        if (count == Limit::kNaturalDays) {
            const auto end = time.close_from(moved);
            if (!end) return std::nullopt;
            return DueInstant{end->close, provisional(time.date_of(moved - kInstantBefore), end->date)};
        }
        const auto paused = time.worked_until(to) - time.worked_until(from);
        const auto worked = time.when_worked(time.worked_until(due.due) + paused);
        if (!worked) return std::nullopt;
        return DueInstant{*worked, provisional(time.date_of(from), time.date_of(*worked - kInstantBefore))};
    });
    later.provisional = later.provisional || due.provisional;
    return later;
}

Instant Calendar::advance(Limit::Count count, Instant from, milliseconds time) const {
    from = within_range(from);
    time = std::max(time, milliseconds{0});
    if (count != Limit::kWorkingHours && count != Limit::kWorkingDays) return from + time;
    return count_from(from,
                      [&](const WorkingTimeline& timeline) -> std::optional<DueInstant> {
                          const auto at = timeline.when_worked(timeline.worked_until(from) + time);
                          if (!at) return std::nullopt;
                          return DueInstant{std::max(*at, from), false};
                      })
        .due;
}

milliseconds Calendar::working_time(Instant from, Instant to) const {
    from = within_range(from);
    to = std::max(from, within_range(to));
    return ask(from, to, [&](const WorkingTimeline& time) { return time.worked_until(to) - time.worked_until(from); });
}

milliseconds Calendar::counted(Limit::Count count, Instant from, Instant to) const {
    if (count == Limit::kWorkingHours || count == Limit::kWorkingDays) return working_time(from, to);
    return std::max(milliseconds{0}, to - from);
}

local_days Calendar::date_of(Instant instant) const {
    instant = within_range(instant);
    return ask(instant, instant, [&](const WorkingTimeline& time) { return time.date_of(instant); });
}

DayLine Calendar::day(local_days date) const {
    const auto midday = within_range(Instant{date.time_since_epoch()} + std::chrono::hours{12});
    const bool works = ask(midday, midday, [&](const WorkingTimeline& time) { return time.works(date); });
    const auto& [week, make_up_day, holidays] = data_->pattern;
    DayLine line{.date = date, .hours = data_->pattern.hours(date), .works = works};
    line.provisional = provisional(date, date);
    if (const auto special = holidays ? holidays->find(date) : std::nullopt) {
        line.kind = special == SpecialDay::kOff ? DayKind::kHoliday : DayKind::kMakeUpDay;
        line.holiday = holidays->name(date);
    } else if (data_->always) {
        line.kind = DayKind::kAlways;
    } else {
        line.kind = line.hours.empty() ? DayKind::kDayOff : DayKind::kWorkingDay;
    }
    return line;
}

void Calendar::each_span(Instant from, Instant to, const std::function<bool(const DaySpan&)>& take) const {
    from = within_range(from);
    to = std::max(from, within_range(to));
    ask(from, to, [&](const WorkingTimeline& time) {
        Instant end;
        for (auto at = from; at < to; at = end) {
            end = std::min(to, time.date_end(at));
            const auto date = time.date_of(at);
            if (!time.works(date)) {
                if (!take({date, at, end, false})) return;
                continue;
            }
            for (auto span = time.working_from(at); span && span->open < end; span = time.working_from(span->close)) {
                if (!take({date, span->open, std::min(span->close, end), true})) return;
            }
        }
    });
}

}  // namespace hotline
