// What other limits and ladders would do to the tickets that are open now. Pure: nothing is changed.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline::ctl {

struct PreviewCounts {
    long long other_due = 0;           ///< owed targets that get another due instant
    long long newly_breached = 0;      ///< not a breach now, one at once under the new rules
    long long no_longer_breached = 0;  ///< the other way round
    long long steps_at_once = 0;       ///< steps that would fire at once
    long long notifications = 0;       ///< of those, with somebody to tell
    bool operator==(const PreviewCounts&) const = default;
};

class SlaPreview {
public:
    SlaPreview(const Rulebook& now, const Rulebook& then, Instant at) : now_(now), then_(then), at_(at) {}

    void add(const Ticket& ticket);

    [[nodiscard]] long long tickets() const { return tickets_; }
    /// By target and task force ("" at the duty desk); only where there is something to tell.
    [[nodiscard]] const std::map<std::pair<Target, std::string>, PreviewCounts>& counts() const { return counts_; }

private:
    void compare_clocks(const Ticket& ticket);
    void play_steps(Ticket ticket);

    const Rulebook& now_;
    const Rulebook& then_;
    Instant at_;
    long long tickets_ = 0;
    std::map<std::pair<Target, std::string>, PreviewCounts> counts_;
};

[[nodiscard]] std::string to_text(const SlaPreview& preview);
[[nodiscard]] std::string to_json(const SlaPreview& preview);

}  // namespace hotline::ctl
