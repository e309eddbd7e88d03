// The figures of the hotline for those who watch it as a whole: how many tickets stand where, and since when.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "domain/rulebook.hpp"
#include "live/messages.hpp"
#include "store/queues.hpp"

namespace hotline::live {

/// Counted once for all viewers of a node, at most once a second, and only when something has happened. Of one thread.
class Board {
public:
    struct Parts {
        Queues& queues;
        std::function<std::shared_ptr<const Rulebook>()> rules;
        /// Hands figures that have changed to the viewers of a thread.
        std::function<void(std::size_t thread, Text event)> tell;
    };
    Board(boost::asio::io_context& io, Parts parts, std::size_t threads);

    void enter(std::size_t thread) { ++viewers_.at(thread); }
    void leave(std::size_t thread) { --viewers_.at(thread); }
    /// Tickets have moved.
    void changed() { changed_ = true; }

    /// As they are now, as an event. kStoreUnavailable, kTooBusy.
    [[nodiscard]] Awaitable<Result<Text>> figures();

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();

private:
    [[nodiscard]] Awaitable<void> cycle();

    Parts parts_;
    boost::asio::steady_timer timer_;
    std::vector<std::size_t> viewers_;
    std::string told_;
    bool changed_ = true;
    bool running_ = true;
};

}  // namespace hotline::live
