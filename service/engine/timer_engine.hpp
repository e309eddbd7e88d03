// Fires what tickets do by themselves (DESIGN §5): asleep until the earliest timer, woken by an earlier one. Every node
// runs one and any of them may fire: whoever loses the race for a commit does nothing. A node is woken by what is set
// through itself; what another node armed and did not live to fire is found by the sweep.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "desk/desk.hpp"
#include "engine/alarm.hpp"
#include "store/ticket_store.hpp"
#include "store/timers.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Lives on one thread.
class TimerEngine {
public:
    struct Parts {
        Timers& timers;
        TicketStore& store;
        Desk& desk;
        const Clock& clock;
        telemetry::Metrics& metrics;
        telemetry::Log& log;
    };

    /// Of the world's time: a node whose clock is further from Redis' than this fires nothing and says so.
    static constexpr auto kMostOffset = std::chrono::seconds(1);
    /// Of the world's time: however long nothing is due, the store is looked at so often.
    static constexpr auto kSweep = std::chrono::seconds(1);

    TimerEngine(boost::asio::io_context& io, Parts parts, Alarm& alarm);

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();
    /// On the engine's thread.
    void wake();

    /// Fires what is due now, at most a portion of it, in the order of the instants; how many tickets it was. The timer
    /// of a ticket that does not exist is taken away; one whose document cannot be read is logged and left.
    /// kInternal: there is nothing else.
    /// kStoreUnavailable, kTooBusy, kOutcomeUnknown: the rest is still armed.
    [[nodiscard]] Awaitable<Result<std::size_t>> fire_due();

private:
    [[nodiscard]] Awaitable<Result<void>> fire_all_due();
    [[nodiscard]] Awaitable<void> measure(const TimerOutlook& outlook);
    /// `first`: the first timer; the beginning of time where none can be fired.
    [[nodiscard]] Awaitable<void> rest(Instant first);
    [[nodiscard]] bool clock_agrees(const TimerOutlook& outlook);
    [[nodiscard]] Result<std::vector<Ticket>> to_settle(const std::vector<TicketNumber>& numbers,
                                                        std::vector<Result<Ticket>> read) const;
    [[nodiscard]] Awaitable<Result<void>> settle_all(std::vector<Ticket> tickets);

    boost::asio::io_context& io_;
    Parts parts_;
    Alarm& alarm_;
    boost::asio::steady_timer sleep_;
    std::chrono::steady_clock::time_point measured_{};
    bool running_ = true;
    bool woken_ = false;
    bool agreed_ = true;
};

}  // namespace hotline
