// Who else has a ticket open: says of this node's viewers that they do, hears of those of other nodes, and tells them
// of each other.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <vector>

#include "store/open_tickets.hpp"

namespace hotline::live {

/// Of one thread.
class PresenceWatch {
public:
    /// Hands the viewers of a thread who of all have the ticket open.
    using Tell = std::function<void(std::size_t thread, TicketNumber ticket, std::vector<PersonId> people)>;

    PresenceWatch(boost::asio::io_context& io, OpenTickets& store, Tell tell)
        : store_(store), tell_(std::move(tell)), timer_(io) {}

    void enter(const TicketNumber& ticket, const PersonId& person, std::size_t thread);
    void leave(const TicketNumber& ticket, const PersonId& person, std::size_t thread);

    /// Until stop(). Says at the end that everybody here has left.
    [[nodiscard]] Awaitable<void> run();
    void stop();

private:
    struct Watched {
        std::map<PersonId, int> viewers;
        std::map<std::size_t, int> threads;
        std::set<PersonId> gone;      // and not said to be yet
        std::vector<PersonId> known;  // as it was told last
        std::chrono::steady_clock::time_point said_at{};
        bool changed = true;  // here
    };
    void wake();
    [[nodiscard]] Awaitable<void> cycle(bool all);
    void learn(const TicketUse& use, const std::vector<PersonId>& people);

    OpenTickets& store_;
    Tell tell_;
    boost::asio::steady_timer timer_;
    std::map<TicketNumber, Watched> tickets_;
    bool news_ = false;
    bool running_ = true;
};

}  // namespace hotline::live
