// What calendars and clocks must come to, found the slow and obvious way: by looking at one minute after the other.
#pragma once

#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "domain/calendar.hpp"

namespace hotline {

class SlowCalendar {
public:
    explicit SlowCalendar(CalendarSpec spec) : spec_(std::move(spec)), zone_(date::locate_zone(spec_.zone)) {}

    [[nodiscard]] date::local_time<std::chrono::milliseconds> local(Instant instant) const {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
        if (!info_ || seconds < info_->begin || seconds >= info_->end) info_ = zone_->get_info(seconds);
        return date::local_time<std::chrono::milliseconds>{(instant + info_->offset).time_since_epoch()};
    }
    [[nodiscard]] date::local_days date_of(Instant instant) const { return date::floor<date::days>(local(instant)); }

    [[nodiscard]] const DayHours& hours(date::local_days day) const {
        static const DayHours kAround{{0, 1440}};
        static const DayHours kNone;
        if (spec_.always) return kAround;
        const auto special =
            spec_.holidays ? spec_.holidays->find(std::chrono::local_days{day.time_since_epoch()}) : std::nullopt;
        const auto& monday = spec_.week[0];
        if (special == SpecialDay::kOff) return kNone;
        if (special == SpecialDay::kMakeUp) return spec_.make_up_day ? *spec_.make_up_day : monday;
        return spec_.week[(date::weekday{day}.c_encoding() + 6) % 7];
    }
    [[nodiscard]] bool works(Instant instant) const {
        const auto time = local(instant);
        const auto day = date::floor<date::days>(time);
        const auto minute = std::chrono::floor<std::chrono::minutes>(time - day).count();
        if (!hours_ || day != hours_day_) {
            hours_ = &hours(day);
            hours_day_ = day;
        }
        for (const auto& [open, close] : *hours_) {
            if (open <= minute && minute < close) return true;
        }
        return false;
    }
    [[nodiscard]] static Instant next_minute(Instant instant) {
        return std::chrono::floor<std::chrono::minutes>(instant) + std::chrono::minutes{1};
    }

    [[nodiscard]] std::chrono::milliseconds working_time(Instant from, Instant to) const {
        std::chrono::milliseconds sum{0};
        for (auto at = from; at < to; at = next_minute(at)) {
            if (works(at)) sum += std::min(next_minute(at), to) - at;
        }
        return sum;
    }
    /// `skipped` says which instants do not count although they are working time.
    template <class Skipped>
    [[nodiscard]] Instant after_working_time(Instant start, std::chrono::milliseconds left,
                                             const Skipped& skipped) const {
        for (auto at = start;; at = next_minute(at)) {
            if (!works(at) || skipped(at)) continue;
            const auto length = next_minute(at) - at;
            if (left <= length) return at + left;
            left -= length;
        }
    }
    /// The end of the last working minute of a date.
    [[nodiscard]] std::optional<Instant> close_of(date::local_days day) const {
        std::optional<Instant> close;
        const Instant noon = Instant{day.time_since_epoch()} + std::chrono::hours{12};
        for (auto at = noon - std::chrono::hours{27}; at < noon + std::chrono::hours{27}; at = next_minute(at)) {
            if (works(at) && date_of(at) == day) close = next_minute(at);
        }
        return close;
    }
    [[nodiscard]] Instant after_working_days(Instant start, long long days) const {
        auto day = date_of(start);
        std::optional<Instant> close;
        while (days > 0) {
            day += date::days{1};
            close = close_of(day);
            if (close) --days;
        }
        return *close;
    }
    [[nodiscard]] Instant after_natural_days(Instant start, long long days) const {
        for (auto day = date_of(start) + date::days{days};; day += date::days{1}) {
            if (const auto close = close_of(day)) return *close;
        }
    }
    [[nodiscard]] Instant close_not_before(Instant instant) const {
        for (auto day = date_of(instant) - date::days{2};; day += date::days{1}) {
            if (const auto close = close_of(day); close && *close >= instant) return *close;
        }
    }
    /// Whether a date between the two, both included, lies in a year without notice.
    [[nodiscard]] bool unknown_year(date::local_days first, date::local_days last) const {
        if (!spec_.holidays) return false;
        for (auto day = first; day <= last; day += date::days{1}) {
            if (!spec_.holidays->knows(int{date::year_month_day{day}.year()})) return true;
        }
        return false;
    }

private:
    CalendarSpec spec_;
    const date::time_zone* zone_;
    // What the last instant looked up: the next one is mostly of the same day.
    mutable std::optional<date::sys_info> info_;
    mutable const DayHours* hours_ = nullptr;
    mutable date::local_days hours_day_;
};

}  // namespace hotline
