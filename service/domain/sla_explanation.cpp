#include "domain/sla_explanation.hpp"

#include <algorithm>
#include <utility>

namespace hotline {

namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::milliseconds;

/// A due instant is the first that is too late: the last of its day is just before.
constexpr milliseconds kInstantBefore{1};

bool stands_still(ClockState state) {
    switch (state) {
        case ClockState::kPaused:
        case ClockState::kStopped: return true;
        case ClockState::kRunning:
        case ClockState::kMet:
        case ClockState::kBreached:
        case ClockState::kMetLate: return false;
    }
    std::unreachable();
}

bool same(const std::optional<DayLine>& known, const DayLine& line) { return known && known->same_as(line); }

/// Dates in order, runs of days off as one.
class DayList {
public:
    explicit DayList(const Calendar& calendar) : calendar_(calendar) {}

    /// False: the list is full.
    bool add(ExplainedDay::Role role, local_days date, long long number) {
        auto line = calendar_.day(date);
        if (!days_.empty() && days_.back().role == role && same(days_.back().line, line)) {
            days_.back().last = date;
            days_.back().number = number;
            return true;
        }
        if (days_.size() + 1 >= ClockExplanation::kMostListed) return false;
        days_.push_back({role, date, date, number, std::move(line)});
        return true;
    }
    void rest(local_days first, local_days last, long long number) {
        days_.push_back({ExplainedDay::kRest, first, last, number});
    }
    [[nodiscard]] std::vector<ExplainedDay> take() { return std::move(days_); }

private:
    const Calendar& calendar_;
    std::vector<ExplainedDay> days_;
};

std::vector<ExplainedDay> explain_days(const Limit& limit, const Calendar& calendar, Instant start, Instant due) {
    DayList list(calendar);
    const auto last = calendar.date_of(due - kInstantBefore);
    auto date = calendar.date_of(start);
    list.add(ExplainedDay::kDayZero, date, 0);
    long long number = 0;
    for (date += days{1}; date <= last; date += days{1}) {
        auto role = ExplainedDay::kCounted;
        if (limit.count == Limit::kNaturalDays) {
            if (number == limit.amount) role = ExplainedDay::kRolledForward;
        } else if (!calendar.day(date).works) {
            role = ExplainedDay::kSkipped;
        }
        if (role == ExplainedDay::kCounted) ++number;
        if (!list.add(role, date, number)) {
            list.rest(date, last, limit.amount);
            break;
        }
    }
    return list.take();
}

std::vector<ExplainedDay> explain_roll(const Limit& limit, const Calendar& calendar, Instant moved, Instant due) {
    DayList list(calendar);
    const auto last = calendar.date_of(due - kInstantBefore);
    for (auto date = calendar.date_of(moved - kInstantBefore); date <= last; date += days{1}) {
        if (list.add(ExplainedDay::kRolledForward, date, limit.amount)) continue;
        list.rest(date, last, limit.amount);
        break;
    }
    return list.take();
}

/// The spans from the start of a clock on.
class SpanList {
public:
    SpanList(Limit::Count count, const Calendar& calendar) : count_(count), calendar_(calendar) {}

    void running(Instant from, Instant to) {
        if (from >= to) return;
        if (count_ == Limit::kClockHours || count_ == Limit::kNaturalDays) {
            add({ExplainedSpan::kCounted, from, to, to - from}, to);
        } else {
            calendar_.each_span(from, to, [&](const DaySpan& span) {
                const auto kind = span.works ? ExplainedSpan::kCounted : ExplainedSpan::kOff;
                return add({kind, span.from, span.to, span.works ? span.to - span.from : milliseconds{0},
                            calendar_.day(span.date)},
                           to);
            });
        }
    }
    void paused(Instant from, Instant to) {
        if (from < to) add({ExplainedSpan::kPaused, from, to}, to);
    }
    [[nodiscard]] bool truncated() const { return rest_.has_value(); }
    [[nodiscard]] std::vector<ExplainedSpan> take() {
        if (rest_) spans_.push_back(*std::move(rest_));
        return std::move(spans_);
    }

private:
    /// False: the list is full, and what there is from here to `end` goes into the rest.
    bool add(ExplainedSpan span, Instant end) {
        if (!spans_.empty() && !rest_ && continues(spans_.back(), span)) {
            spans_.back().to = span.to;
            spans_.back().counted += span.counted;
            return true;
        }
        if (!rest_ && spans_.size() + 1 < ClockExplanation::kMostListed) {
            spans_.push_back(std::move(span));
            return true;
        }
        const bool paused = span.kind == ExplainedSpan::kPaused;
        if (!rest_) rest_ = ExplainedSpan{ExplainedSpan::kRest, span.from};
        rest_->to = end;
        rest_->counted += paused ? milliseconds{0} : calendar_.counted(count_, span.from, end);
        return false;
    }
    /// Where the clock is changed a span falls into two; days off and days of a 24x7 calendar are one run.
    static bool continues(const ExplainedSpan& span, const ExplainedSpan& next) {
        if (span.kind != next.kind || span.to != next.from || !span.line || !next.line) return false;
        return span.line->date == next.line->date || span.line->same_as(*next.line);
    }

    Limit::Count count_;
    const Calendar& calendar_;
    std::vector<ExplainedSpan> spans_;
    std::optional<ExplainedSpan> rest_;
};

/// Replays the facts one after the other.
class Replay {
public:
    Replay(const SlaClock& clock, const Limit& limit, const Calendar& calendar)
        : limit_(limit), calendar_(calendar), so_far_(clock) {
        so_far_.facts.clear();
        for (const auto& fact : clock.facts) take(fact);
        result_.due = due(so_far_, limit_, calendar_);
        result_.first_due = start_ ? calendar_.add(*start_, limit_) : result_.due;
    }

    [[nodiscard]] ClockExplanation explanation() {
        if (start_) {
            if (!limit_.in_hours()) result_.days = explain_days(limit_, calendar_, *start_, result_.first_due.due);
            list_spans(*start_);
        }
        result_.truncated |= !result_.days.empty() && result_.days.back().role == ExplainedDay::kRest;
        return std::move(result_);
    }

private:
    void take(const ClockFact& fact) {
        if (!start_ && fact.kind == ClockFact::kStart) start_ = fact.at;
        so_far_.facts.push_back(fact);
        const auto reading = read_at_due();
        const bool stands = start_ && stands_still(reading.state);
        if (stands && !stood_) result_.pauses.push_back({.from = fact.at, .due_before = reading.due});
        if (!stands && stood_) go_on(result_.pauses.back(), fact.at, reading.due);
        if (stands) result_.pauses.back().due_after = reading.due;
        stood_ = stands;
        result_.facts.push_back({fact, reading.due});
    }
    /// A clock that stands still does so at its due instant too.
    [[nodiscard]] ClockReading read_at_due() const {
        return read(so_far_, limit_, calendar_, due(so_far_, limit_, calendar_).due);
    }
    void go_on(ExplainedPause& pause, Instant at, const DueInstant& due_after) const {
        const auto to = std::max(pause.from, at);
        pause.to = to;
        pause.left_out = calendar_.counted(limit_.count, pause.from, to);
        pause.due_after = due_after;
        if (limit_.count != Limit::kNaturalDays) return;
        pause.rolled = explain_roll(limit_, calendar_, pause.due_before.due + pause.left_out, due_after.due);
    }
    void list_spans(Instant at) {
        SpanList list(limit_.count, calendar_);
        for (const auto& pause : result_.pauses) {
            if (!pause.to) break;
            list.running(at, pause.from);
            list.paused(pause.from, *pause.to);
            at = *pause.to;
        }
        list.running(at, result_.due.due);
        result_.truncated = list.truncated();
        result_.spans = list.take();
        for (const auto& span : result_.spans) result_.sum += span.counted;
    }

    Limit limit_;
    const Calendar& calendar_;
    SlaClock so_far_;
    std::optional<Instant> start_;
    bool stood_ = false;
    ClockExplanation result_;
};

}  // namespace

std::string_view to_string(ClockFact::Kind kind) {
    switch (kind) {
        case ClockFact::kStart: return "start";
        case ClockFact::kPause: return "pause";
        case ClockFact::kResume: return "resume";
        case ClockFact::kMeet: return "meet";
        case ClockFact::kStop: return "stop";
        case ClockFact::kExtend: return "extend";
    }
    std::unreachable();
}

ClockExplanation explain(const SlaClock& clock, const Limit& limit, const Calendar& calendar) {
    return Replay(clock, limit, calendar).explanation();
}

}  // namespace hotline
