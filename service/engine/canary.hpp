// Takes a synthetic call each minute the way of every ticket: opened, routed, claimed, resolved, called back. Says of
// each stage when it last went well; that it does no more is for an alarm to notice.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "desk/desk.hpp"
#include "store/queues.hpp"
#include "store/ticket_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Lives on one thread. Every node may run one: of those that call in the same period one opens the ticket, and only it
/// goes on.
class Canary {
public:
    struct Parts {
        Desk& desk;
        TicketStore& store;
        Queues& queues;
        const Clock& clock;
        const Clock& world;  ///< in which it calls, and of what it says
        telemetry::Metrics& metrics;
        telemetry::Log& log;
    };

    Canary(boost::asio::io_context& io, Parts parts, std::chrono::seconds period);

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();

    /// One call, unless another node has taken it. What a node that died left unfinished is finished first.
    [[nodiscard]] Awaitable<Result<void>> cycle();

private:
    [[nodiscard]] Awaitable<Result<void>> finish_what_was_left();
    [[nodiscard]] Awaitable<Result<void>> call();
    /// The next stage of a ticket that is not closed yet; its name goes to `stage_` before it is tried.
    [[nodiscard]] Awaitable<Result<Ticket>> go_on(Ticket ticket);
    void passed(std::string_view stage);

    Parts parts_;
    std::chrono::seconds period_;
    boost::asio::steady_timer sleep_;
    std::string_view stage_;  ///< that is being tried
    bool running_ = true;
};

}  // namespace hotline
