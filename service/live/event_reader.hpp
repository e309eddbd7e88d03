// Reads the events of all partitions as they are committed, once for a node, however many want to hear of them.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "live/event_ring.hpp"
#include "store/event_tail.hpp"
#include "telemetry/log.hpp"

namespace hotline::live {

/// Of one thread. A link for each partition: one that waits for events answers nothing else, and Redis Cluster reads no
/// two slots at once.
class EventReader {
public:
    /// What is kept of the past when it begins.
    static constexpr int kRecent = 1000;

    struct Sink {
        /// What has been told of the partition is void: `recent` are its last events, `base` the one before them. At
        /// the start; and when events have been lost, or Redis holds another past than it did.
        std::function<void(int partition, Mark base, std::vector<RecordedEvent> recent)> restart;
        /// In order, without holes, after what was told before.
        std::function<void(int partition, std::vector<RecordedEvent> events)> events;
        /// Whether anybody wants to hear of events. While nobody does none are read, and it begins anew after that.
        std::function<bool()> wanted;
        /// Nothing is told of the partition until it is restarted.
        std::function<void(int partition)> rests;
    };

    EventReader(boost::asio::io_context& io, const redis::LinkSettings& redis, redis::LinkObserver& observer,
                telemetry::Log& log, int partitions, Sink sink);
    ~EventReader();
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;

    /// Until stop(); once for each partition. While Redis is away it waits, and goes on where it was.
    [[nodiscard]] Awaitable<void> follow(int partition);
    /// They are wanted.
    void wake();
    [[nodiscard]] Awaitable<void> stop();

private:
    struct Follower;
    /// Until it is woken.
    [[nodiscard]] Awaitable<void> rest(Follower& follower);
    [[nodiscard]] Awaitable<Result<void>> step(Follower& follower);
    /// What was read last is still there; else begins anew.
    [[nodiscard]] Awaitable<Result<void>> make_sure(Follower& follower);
    [[nodiscard]] Awaitable<Result<void>> begin(Follower& follower);

    telemetry::Log& log_;
    Sink sink_;
    std::vector<std::unique_ptr<Follower>> followers_;
    bool running_ = true;
};

}  // namespace hotline::live
