// The clocks of a ticket (DESIGN §5): a clock is a list of facts, and what it shows is computed from them, the limit
// and the calendar. Nothing that could be computed is stored and deltas are never added up.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "domain/calendar.hpp"

namespace hotline {

/// What is promised: somebody takes the ticket, the caller hears from them, it is answered, the caller is called back;
/// the task force reports in between (中途汇报), another one does its part (协办), an order of a supervisor is reported
/// on (督办).
enum class Target : unsigned char { kAck, kContact, kResolve, kCallback, kReport, kPart, kSupervision };
inline constexpr std::array<std::string_view, 7> kTargetNames{"ack",    "contact", "resolve",    "callback",
                                                              "report", "part",    "supervision"};

struct ClockFact {
    enum Kind : unsigned char { kStart, kPause, kResume, kMeet, kStop, kExtend };
    Kind kind = kStart;
    Instant at{};
    Instant until = {};  ///< of an extension: the due instant from then on
    bool operator==(const ClockFact&) const = default;
};

/// Facts stand in the order in which they happened, the first is a start. Facts that change nothing (a second pause, a
/// pause after the breach) are allowed and ignored. A resume after a meet withdraws it: an answer that did not pass the
/// closing check (DESIGN §3) never met the target, so the clock goes on as if it had not stopped. A stop ends the
/// promise unkept, because the ticket ended or began anew; a resume after it takes the promise up again, with what was
/// left. An extension sets the due instant that somebody granted or ordered.
struct SlaClock {
    Target target = Target::kAck;
    int generation = 1;
    std::string policy = {};
    std::string policy_version = {};
    std::string calendar_version = {};
    std::vector<ClockFact> facts = {};
    std::vector<std::string> fired =
        {};        ///< levels of its ladder that have been escalated, each once; "yellow#2": again
    int item = 0;  ///< which report, part or order it is, from 1; 0 of the other targets
    bool operator==(const SlaClock&) const = default;
};

enum class ClockState : unsigned char {
    kRunning,
    kPaused,
    kMet,
    kBreached,  ///< the due instant has come and the target is not met
    kMetLate,
    kStopped,  ///< neither met nor breached when its ticket ended or began anew
};
inline constexpr std::array<std::string_view, 6> kClockStateNames{"running",  "paused",   "met",
                                                                  "breached", "met_late", "stopped"};

[[nodiscard]] constexpr std::string_view to_string(Target target) {
    return kTargetNames[static_cast<std::size_t>(target)];
}
[[nodiscard]] constexpr std::string_view to_string(ClockState state) {
    return kClockStateNames[static_cast<std::size_t>(state)];
}

/// Everything a clock shows at one instant.
struct ClockReading {
    ClockState state = ClockState::kRunning;
    DueInstant due;
    std::optional<Instant> met_at;
    std::chrono::milliseconds
        elapsed{};  ///< counted as the limit counts, pauses left out; stands still once paused or met
    std::chrono::milliseconds total{};  ///< what may elapse until the due instant
    /// 0 just started, 1 due, more when overdue. Tickets with the largest are the next to take.
    [[nodiscard]] double fraction() const;
};

/// While a clock is paused this is what it was when the pause began, the earliest it can become; no timer is set for it
/// then. A clock without a start is never due.
[[nodiscard]] DueInstant due(const SlaClock& clock, const Limit& limit, const Calendar& calendar);
/// When so many percent of what may elapse have elapsed, 100 being the due instant. Nothing while the clock is paused
/// before that, and when it was met or stopped before: then it never happens.
[[nodiscard]] std::optional<Instant> when_elapsed(const SlaClock& clock, const Limit& limit, const Calendar& calendar,
                                                  int percent);
/// Whether the target is still owed at `at`, an instant after the due one.
[[nodiscard]] bool owed_at(const SlaClock& clock, Instant at);
[[nodiscard]] ClockReading read(const SlaClock& clock, const Limit& limit, const Calendar& calendar, Instant now);

}  // namespace hotline
