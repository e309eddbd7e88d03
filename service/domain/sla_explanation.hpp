// Why a clock is due when it is (DESIGN §5), so that a person with a calculator can follow it: what each fact did, the
// days that a limit in days counts, the time that is counted and its sum. Written from the facts by the functions that
// say when a clock is due; nothing of it is stored.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "domain/calendar.hpp"
#include "domain/sla_clock.hpp"

namespace hotline {

struct ExplainedFact {
    ClockFact fact;
    DueInstant due;  ///< as the clock stands after it
};
[[nodiscard]] std::string_view to_string(ClockFact::Kind kind);

/// One date of a limit in days, or a run of dates that are off for the same reason.
struct ExplainedDay {
    enum Role : unsigned char {
        kDayZero,        ///< of the start; not counted
        kCounted,        ///< one of the days of the limit
        kSkipped,        ///< off, so a limit in working days goes on
        kRolledForward,  ///< where the last natural day is off: up to the next working day (Civil Code art. 203)
        kRest,           ///< all that is not listed
    };
    Role role = kDayZero;
    std::chrono::local_days first;
    std::chrono::local_days last;
    long long number = 0;              ///< how many days of the limit have passed with `last`
    std::optional<DayLine> line = {};  ///< of `first`; none of the rest
};
inline constexpr std::array<std::string_view, 5> kDayRoleNames{"day_zero", "counted", "skipped", "rolled_forward",
                                                               "rest"};

struct ExplainedPause {
    Instant from{};
    std::optional<Instant> to = {};           ///< none: it still lasts
    std::chrono::milliseconds left_out = {};  ///< what the limit would have counted meanwhile
    DueInstant due_before = {};
    DueInstant due_after = {};              ///< the same while it lasts
    std::vector<ExplainedDay> rolled = {};  ///< natural days: the dates from `due_before` + `left_out` to `due_after`
};

/// The spans of a clock follow each other from the start to the due instant. Between those of a limit in working time
/// lie nights and breaks, which the lines of the calendar leave out.
struct ExplainedSpan {
    enum Kind : unsigned char {
        kCounted,
        kOff,     ///< days off
        kPaused,  ///< the clock stood still
        kRest,    ///< all that is not listed; `counted` says what it adds
    };
    Kind kind = kCounted;
    Instant from{};
    Instant to{};
    std::chrono::milliseconds counted = {};
    std::optional<DayLine> line = {};  ///< of its date, or of the first of a run; none where no calendar is asked
};
inline constexpr std::array<std::string_view, 4> kSpanKindNames{"counted", "off", "paused", "rest"};

struct ClockExplanation {
    static constexpr std::size_t kMostListed = 200;  ///< days, and spans, the rest included

    std::vector<ExplainedFact> facts;
    std::vector<ExplainedDay>
        days;              ///< for limits in days, up to `first_due`, which is the last one's close of business
    DueInstant first_due;  ///< as it would be without a pause or an extension
    std::vector<ExplainedPause> pauses;  ///< those that the clock took
    std::vector<ExplainedSpan> spans;
    std::chrono::milliseconds sum = {};  ///< of what the spans count; what may elapse until `due`
    DueInstant due;
    bool truncated = false;  ///< days or spans end with a rest
};

/// A clock without a start has nothing but its facts to explain.
[[nodiscard]] ClockExplanation explain(const SlaClock& clock, const Limit& limit, const Calendar& calendar);

}  // namespace hotline
