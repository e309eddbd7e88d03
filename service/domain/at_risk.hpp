// Promises that come near: what is counted before it is a breach.
#pragma once

#include <array>
#include <vector>

#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// Percent of a target that have elapsed; a clock in a later band is in the earlier ones too.
inline constexpr std::array kRiskBands{75, 90};

struct AtRisk {
    Target target = Target::kAck;
    int band = 0;  ///< of kRiskBands
};

/// Of an open ticket: the targets of its generation that are owed, not yet due, and at `now` past a band.
[[nodiscard]] std::vector<AtRisk> at_risk(const Ticket& ticket, const Rulebook& rules, Instant now);

}  // namespace hotline
