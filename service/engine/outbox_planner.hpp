// Turns events into messages (DESIGN §9): follows each partition's event log, in its order, and plans what has to be
// said of each event, once. Any number of nodes may do so: the cursor moves with the messages, so of two that plan the
// same events one does nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "domain/notifying.hpp"
#include "engine/event_bells.hpp"
#include "store/event_log.hpp"
#include "store/outbox.hpp"
#include "store/ticket_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

class OutboxPlanner {
public:
    struct Parts {
        EventLog& events;
        TicketStore& store;
        Outbox& outbox;
        EventBells& bells;
        const Clock& clock;
        const Clock& world;  ///< in which messages are due
        telemetry::Metrics& metrics;
        telemetry::Log& log;
        int partitions;
        std::function<std::shared_ptr<const Rulebook>()> rules;
        std::function<void()> planned;  ///< there is something to send
    };
    /// Of what happened before that nobody is told any more: the service was away for too long, or is new.
    static constexpr std::chrono::hours kOldest{24};
    /// Looks at all partitions, whether it was woken or not.
    static constexpr std::chrono::milliseconds kSweep{2'000};
    /// At least between two looks: what comes in a burst is planned together.
    static constexpr std::chrono::milliseconds kPause{50};

    OutboxPlanner(boost::asio::io_context& io, Parts parts);

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();
    /// A bell has rung. On the planner's thread.
    void wake();

    /// Plans what there is in the partitions whose bells have rung, or in all. kStoreUnavailable, kTooBusy,
    /// kOutcomeUnknown: the next one goes on.
    [[nodiscard]] Awaitable<Result<void>> cycle();

private:
    struct Place {
        std::string kept;  ///< the cursor as the outbox has it
        std::string seen;  ///< up to where this node knows that there is nothing to say
        std::chrono::steady_clock::time_point kept_at{};
    };

    [[nodiscard]] Awaitable<Result<void>> learn_places();
    [[nodiscard]] Awaitable<Result<void>> plan_partition(int partition);
    /// Where there is no channel to say anything by.
    [[nodiscard]] Awaitable<Result<void>> pass_over(int partition);
    /// Goes on to `next`, with what is to be said of the events until there.
    [[nodiscard]] Awaitable<Result<void>> go_on(int partition, std::string next, std::vector<Delivery> deliveries);
    [[nodiscard]] Awaitable<Result<std::vector<Delivery>>> deliveries_of(int partition,
                                                                         const std::vector<LoggedEvent>& events);
    void plan_event(const Ticket& ticket, const TicketEvent& event, const std::string& text, const Rulebook& rules,
                    std::vector<Delivery>& deliveries);
    [[nodiscard]] Awaitable<Result<void>> keep(int partition, std::string next, std::vector<Delivery> deliveries);

    Parts parts_;
    boost::asio::steady_timer sleep_;
    std::vector<Place> places_;
    bool woken_ = false;
    std::chrono::steady_clock::time_point swept_{};
    bool running_ = true;
};

}  // namespace hotline
