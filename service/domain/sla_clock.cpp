#include "domain/sla_clock.hpp"

#include <algorithm>

namespace hotline {

namespace {

using std::chrono::milliseconds;

/// Follows a clock from fact to fact.
class Course {
public:
    Course(const SlaClock& clock, const Limit& limit, const Calendar& calendar) : limit_(limit), calendar_(calendar) {
        for (const auto& fact : clock.facts) take(fact);
    }

    [[nodiscard]] const DueInstant& due() const { return due_; }
    [[nodiscard]] const std::optional<Instant>& met_at() const { return met_at_; }

    [[nodiscard]] ClockState state(Instant now) const {
        if (met_at_) return *met_at_ < due_.due ? ClockState::kMet : ClockState::kMetLate;
        if (stopped_at_ && *stopped_at_ <= now && *stopped_at_ < due_.due) return ClockState::kStopped;
        if (paused_at_ && *paused_at_ <= now) return ClockState::kPaused;
        return now < due_.due ? ClockState::kRunning : ClockState::kBreached;
    }
    [[nodiscard]] milliseconds elapsed(Instant now) const {
        if (!start_) return milliseconds{0};
        const auto until = std::min(now, ended_at());
        return std::max(milliseconds{0}, calendar_.counted(limit_.count, *start_, until) - paused_);
    }
    [[nodiscard]] milliseconds total() const {
        if (!start_) return milliseconds::max();
        return calendar_.counted(limit_.count, *start_, due_.due) - paused_;
    }
    /// When `time` has elapsed; nothing if the clock stands still before.
    [[nodiscard]] std::optional<Instant> when(milliseconds time) const {
        if (!start_) return std::nullopt;
        auto from = *start_;
        for (const Pause& pause : pauses_) {
            const auto ran = calendar_.counted(limit_.count, from, pause.from);
            if (time <= ran) break;
            time -= ran;
            from = pause.to;
        }
        const auto at = calendar_.advance(limit_.count, from, time);
        if (at > ended_at()) return std::nullopt;
        return at;
    }
    [[nodiscard]] std::optional<Instant> when_due() const {
        if (!start_ || due_.due > ended_at()) return std::nullopt;
        return due_.due;
    }

private:
    struct Pause {
        Instant from;
        Instant to;
    };

    /// From where on it stands still; far ahead while it runs.
    [[nodiscard]] Instant ended_at() const {
        return met_at_ ? *met_at_ : std::min(paused_at_.value_or(Instant::max()), stopped_at_.value_or(Instant::max()));
    }
    void take(const ClockFact& fact) {
        if (fact.kind == ClockFact::kStart) {
            if (!start_) start(fact.at);
            return;
        }
        if (!start_) return;
        switch (fact.kind) {
            case ClockFact::kPause: pause(fact.at); break;
            case ClockFact::kStop:
                if (!met_at_ && !stopped_at_) stopped_at_ = fact.at;
                pause(fact.at);
                break;
            case ClockFact::kResume:
                met_at_.reset();
                stopped_at_.reset();
                go_on(fact.at);
                break;
            case ClockFact::kMeet:
                stopped_at_.reset();
                go_on(fact.at);
                if (!met_at_) met_at_ = fact.at;
                break;
            case ClockFact::kExtend: due_ = {fact.until, false}; break;
            case ClockFact::kStart: break;
        }
    }
    void start(Instant at) {
        start_ = at;
        due_ = calendar_.add(at, limit_);
    }
    void pause(Instant at) {
        if (!met_at_ && !paused_at_ && at < due_.due) paused_at_ = at;
    }
    void go_on(Instant at) {
        if (!paused_at_) return;
        due_ = calendar_.postpone(due_, limit_.count, *paused_at_, at);
        paused_ += calendar_.counted(limit_.count, *paused_at_, at);
        pauses_.push_back({*paused_at_, at});
        paused_at_.reset();
    }

    Limit limit_;
    const Calendar& calendar_;
    std::optional<Instant> start_;
    std::optional<Instant> paused_at_;
    std::optional<Instant> stopped_at_;
    std::optional<Instant> met_at_;
    std::vector<Pause> pauses_;
    milliseconds paused_{0};
    DueInstant due_{Instant::max(), false};
};

}  // namespace

double ClockReading::fraction() const {
    return total <= milliseconds{0} ? 1.0 : static_cast<double>(elapsed.count()) / static_cast<double>(total.count());
}

DueInstant due(const SlaClock& clock, const Limit& limit, const Calendar& calendar) {
    return Course(clock, limit, calendar).due();
}

std::optional<Instant> when_elapsed(const SlaClock& clock, const Limit& limit, const Calendar& calendar, int percent) {
    const Course course(clock, limit, calendar);
    return percent == 100 ? course.when_due() : course.when(course.total() * percent / 100);
}

bool owed_at(const SlaClock& clock, Instant at) {
    std::optional<Instant> end;
    for (const ClockFact& fact : clock.facts) {
        if (fact.kind == ClockFact::kMeet || fact.kind == ClockFact::kStop) end = end.value_or(fact.at);
        if (fact.kind == ClockFact::kResume) end.reset();
    }
    return !end || at <= *end;
}

ClockReading read(const SlaClock& clock, const Limit& limit, const Calendar& calendar, Instant now) {
    const Course course(clock, limit, calendar);
    return {course.state(now), course.due(), course.met_at(), course.elapsed(now), course.total()};
}

}  // namespace hotline
