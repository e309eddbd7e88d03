// The live feed of a node, put together: what reads the events, on the first thread, and what hands them to the viewers
// of every thread.
#pragma once

#include <memory>
#include <vector>

#include "app/link_watch.hpp"
#include "app/worker.hpp"
#include "live/board.hpp"
#include "live/event_reader.hpp"
#include "live/feed.hpp"
#include "live/presence_watch.hpp"

namespace hotline {

/// Of the first worker's thread.
class LiveFeed {
public:
    /// Runs a task on a worker's thread; what it throws is reported.
    using Spawn = std::function<void(Worker&, Awaitable<void>)>;

    LiveFeed(const std::vector<std::unique_ptr<Worker>>& workers, const redis::LinkSettings& redis,
             const Backend::Shared& shared);

    /// Everything it has to do, spawned.
    void start(const Spawn& spawn);
    /// Once there are no viewers any more.
    [[nodiscard]] Awaitable<void> stop();

    [[nodiscard]] live::Feed& feed() { return feed_; }

private:
    [[nodiscard]] Awaitable<void> watch_presence();
    [[nodiscard]] std::vector<live::Feed::Mailbox> mailboxes() const;

    const std::vector<std::unique_ptr<Worker>>& workers_;
    int partitions_;
    LinkWatch watch_;
    OpenTickets open_tickets_;
    live::PresenceWatch presence_;
    live::Board board_;
    live::Feed feed_;
    live::EventReader reader_;
    boost::asio::steady_timer presence_ended_;
    bool presence_runs_ = false;
};

}  // namespace hotline
