// Takes decisions one after the other, as the store would keep them, in virtual time.
#pragma once

#include <gtest/gtest.h>

#include "domain/answering.hpp"
#include "domain/assisting.hpp"
#include "domain/deciding.hpp"
#include "domain/dispatching.hpp"
#include "domain/following.hpp"
#include "domain/holding.hpp"
#include "domain/intake.hpp"
#include "domain/supervising.hpp"
#include "domain/ticket_clocks.hpp"
#include "sample_rules.hpp"

namespace hotline {

using namespace samples;
using std::chrono::hours;
using std::chrono::minutes;

class DecisionTest : public ::testing::Test {
protected:
    [[nodiscard]] Act by(const Person& person) const { return {rules_, person, now_}; }
    void pass(std::chrono::milliseconds time) { now_ += time; }

    /// What the store holds afterwards; `event_` is what was logged.
    Ticket kept(Result<Change> change) {
        EXPECT_TRUE(change.has_value()) << (change ? "" : change.error().detail);
        if (!change) return {};
        change->after.revision += 1;
        event_ = change->event;
        return change->after;
    }

    Ticket opened(NewTicket request = complaint()) {
        Ticket ticket = kept(open_ticket(std::move(request), by(kOperator)));
        ticket.number = TicketNumber(3, ++serial_);
        return ticket;
    }
    Ticket claimed(NewTicket request = complaint()) { return kept(claim(opened(std::move(request)), by(kWorker))); }
    Ticket resolved() { return kept(resolve(claimed(), solved(), by(kWorker))); }

    static ResolveRequest solved() { return {true, true, "", "", "办了", "已解决", std::nullopt}; }

    [[nodiscard]] Instant due(const Ticket& ticket, Target target) const {
        return due_of(ticket, target, rules_).value().due;
    }
    [[nodiscard]] ClockState state_of(const Ticket& ticket, Target target, int item = 0) const {
        for (const ClockView& view : view_clocks(ticket, rules_, now_)) {
            const SlaClock& clock = *view.clock;
            const bool current = clock.generation == ticket.generation || target == Target::kSupervision;
            if (clock.target == target && clock.item == item && current) return view.reading.state;
        }
        ADD_FAILURE() << "no such clock";
        return {};
    }
    /// What is logged under `name`; "-" if nothing is.
    [[nodiscard]] std::string logged(const std::string& name) const {
        const auto found = event_.changes.find(name);
        return found == event_.changes.end() ? "-" : found->second;
    }

    Rulebook rules_ = rulebook();
    Instant now_ = at("2022-04-18 09:00");
    TicketEvent event_;

private:
    long long serial_ = 0;
};

/// "invalid_field /reason", as a client would see it; "taken" if it was no error.
template <class T>
std::string refusal(const Result<T>& result) {
    if (result) return "taken";
    const std::string code(problem_of(result.error().code).code);
    return result.error().field.empty() ? code : code + " " + result.error().field;
}

}  // namespace hotline
