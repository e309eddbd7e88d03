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

enum class Target : unsigned char { kAck, kResolve };
inline constexpr std::array<std::string_view, 2> kTargetNames{"ack", "resolve"};

struct ClockFact {
    enum Kind : unsigned char { kStart, kPause, kResume, kMeet };
    Kind kind = kStart;
    Instant at{};
    bool operator==(const ClockFact&) const = default;
};

/// Facts stand in the order in which they happened, the first is a start. Facts that change nothing (a second pause, a
/// pause after the breach) are allowed and ignored. A resume after a meet withdraws it: an answer that did not pass the
/// closing check (DESIGN §3) never met the target, so the clock goes on as if it had not stopped.
struct SlaClock {
    Target target = Target::kAck;
    int generation = 1;
    std::string policy = {};
    std::string policy_version = {};
    std::string calendar_version = {};
    std::vector<ClockFact> facts = {};
    bool operator==(const SlaClock&) const = default;
};

enum class ClockState : unsigned char {
    kRunning,
    kPaused,
    kMet,
    kBreached,  ///< the due instant has come and the target is not met
    kMetLate,
};
inline constexpr std::array<std::string_view, 5> kClockStateNames{"running", "paused", "met", "breached", "met_late"};

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
[[nodiscard]] ClockReading read(const SlaClock& clock, const Limit& limit, const Calendar& calendar, Instant now);

}  // namespace hotline
