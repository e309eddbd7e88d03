#include "domain/at_risk.hpp"

#include "domain/ticket_clocks.hpp"

namespace hotline {

std::vector<AtRisk> at_risk(const Ticket& ticket, const Rulebook& rules, Instant now) {
    std::vector<AtRisk> found;
    if (!is_open(ticket.state)) return found;
    for (const ClockView& view : view_clocks(ticket, rules, now)) {
        const ClockState state = view.reading.state;
        if (!is_current(*view.clock, ticket)) continue;
        if (state != ClockState::kRunning && state != ClockState::kPaused) continue;
        for (const int band : kRiskBands) {
            if (view.reading.elapsed * 100 >= view.reading.total * band) found.push_back({view.clock->target, band});
        }
    }
    return found;
}

}  // namespace hotline
