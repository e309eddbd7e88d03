#include "domain/calendar_timeline.hpp"

#include <date/tz.h>

#include <algorithm>

namespace hotline {

namespace {

using std::chrono::days;
using std::chrono::minutes;

// No zone is further than this from UTC, so dates near the first and last year are complete.
constexpr days kMargin{3};

Instant new_year(int year) { return std::chrono::sys_days{std::chrono::year{year} / 1 / 1}; }

std::chrono::local_time<std::chrono::milliseconds> local(Instant instant, std::chrono::seconds offset) {
    return std::chrono::local_time<std::chrono::milliseconds>{(instant + offset).time_since_epoch()};
}

}  // namespace

const DayHours& WorkingPattern::hours(std::chrono::local_days date) const {
    static const DayHours kOff;
    if (const auto special = holidays ? holidays->find(date) : std::nullopt) {
        return special == SpecialDay::kOff ? kOff : make_up_day;
    }
    return week[std::chrono::weekday{date}.iso_encoding() - 1];
}

WorkingTimeline::WorkingTimeline(const WorkingPattern& pattern, const date::time_zone& zone, int first_year,
                                 int last_year)
    : begin_(new_year(first_year)), end_(new_year(last_year + 1)) {
    const auto begin = begin_ - kMargin;
    const auto end = end_ + kMargin;
    first_date_ = std::chrono::floor<days>(local(begin, {})) - kMargin;
    dates_ = index(std::chrono::floor<days>(local(end, {})) + kMargin) + 1;

    std::vector<Instant> closes(dates_, Instant::min());
    working_days_until_.resize(dates_, 0);
    for (auto at = begin; at < end;) {
        const auto info = zone.get_info(std::chrono::floor<std::chrono::seconds>(at));
        const auto period_end = info.end < std::chrono::floor<std::chrono::seconds>(end) ? Instant{info.end} : end;
        periods_.push_back({at, info.offset});
        lay_out(pattern, at, period_end, info.offset, closes);
        at = period_end;
    }
    std::int32_t count = 0;
    for (std::size_t i = 0; i < dates_; ++i) {
        if (closes[i] != Instant::min()) {
            working_days_.push_back({first_date_ + days{i}, closes[i]});
            ++count;
        }
        working_days_until_[i] = count;
    }
}

// Within a period of one offset local dates follow each other; where the clock is set back, a date may be seen in two
// periods.
void WorkingTimeline::lay_out(const WorkingPattern& pattern, Instant begin, Instant end, std::chrono::seconds offset,
                              std::vector<Instant>& closes) {
    const auto last = std::chrono::floor<days>(local(end, offset));
    for (auto date = std::chrono::floor<days>(local(begin, offset)); date <= last; date += days{1}) {
        const Instant midnight = Instant{date.time_since_epoch()} - offset;
        for (const auto& hours : pattern.hours(date)) {
            const auto open = std::max(begin, midnight + minutes{hours.open});
            const auto close = std::min(end, midnight + minutes{hours.close});
            if (open >= close) continue;
            add_span(open, close);
            closes[index(date)] = close;
        }
    }
}

void WorkingTimeline::add_span(Instant open, Instant close) {
    if (!spans_.empty() && spans_.back().close == open) {
        spans_.back().close = close;
        return;
    }
    const auto before = spans_.empty() ? Milliseconds{0} : spans_.back().worked_until_close();
    spans_.push_back({open, close, before});
}

WorkingTimeline::Days WorkingTimeline::date_of(Instant instant) const {
    const auto next = std::ranges::upper_bound(periods_, instant, {}, &OffsetPeriod::begin);
    return std::chrono::floor<days>(local(instant, std::prev(next)->offset));
}

WorkingTimeline::Milliseconds WorkingTimeline::worked_until(Instant instant) const {
    const auto next = std::ranges::upper_bound(spans_, instant, {}, &Span::open);
    if (next == spans_.begin()) return Milliseconds{0};
    const auto& span = *std::prev(next);
    return span.worked_before + (std::min(instant, span.close) - span.open);
}

std::optional<Instant> WorkingTimeline::when_worked(Milliseconds worked) const {
    const auto next = std::ranges::lower_bound(spans_, worked, {}, &Span::worked_before);
    if (next == spans_.begin()) return std::nullopt;
    const auto& span = *std::prev(next);
    const auto instant = span.open + (worked - span.worked_before);
    if (instant > span.close || !covers(instant)) return std::nullopt;
    return instant;
}

std::optional<WorkingTimeline::WorkingDay> WorkingTimeline::working_day_after(Days date, long long n) const {
    if (date < first_date_ || index(date) >= dates_) return std::nullopt;
    const auto found = static_cast<std::size_t>(working_days_until_[index(date)] + n - 1);
    if (found >= working_days_.size() || !covers(working_days_[found].close)) return std::nullopt;
    return working_days_[found];
}

std::optional<WorkingTimeline::WorkingDay> WorkingTimeline::close_from(Instant instant) const {
    const auto found = std::ranges::lower_bound(working_days_, instant, {}, &WorkingDay::close);
    if (found == working_days_.end() || !covers(found->close)) return std::nullopt;
    return *found;
}

bool WorkingTimeline::works(Days date) const {
    if (date <= first_date_ || index(date) >= dates_) return false;
    return working_days_until_[index(date)] > working_days_until_[index(date) - 1];
}

Instant WorkingTimeline::date_end(Instant instant) const {
    const auto next = std::ranges::upper_bound(periods_, instant, {}, &OffsetPeriod::begin);
    const auto offset = std::prev(next)->offset;
    const Instant midnight = Instant{(date_of(instant) + days{1}).time_since_epoch()} - offset;
    return next == periods_.end() ? midnight : std::min(midnight, next->begin);
}

std::optional<WorkingTimeline::Stretch> WorkingTimeline::working_from(Instant instant) const {
    const auto found = std::ranges::upper_bound(spans_, instant, {}, &Span::close);
    if (found == spans_.end()) return std::nullopt;
    return Stretch{std::max(instant, found->open), found->close};
}

}  // namespace hotline
