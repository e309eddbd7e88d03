// The node's feed: takes the events as they are read, keeps the last of them, describes each once for all viewers, and
// hands them to the threads that have some.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "domain/rulebook.hpp"
#include "live/board.hpp"
#include "live/messages.hpp"
#include "live/presence_watch.hpp"
#include "store/ticket_store.hpp"
#include "telemetry/log.hpp"

namespace hotline::live {

class Viewers;

/// Of one thread.
class Feed {
public:
    static constexpr int kStreamsOfPerson = 20;
    static constexpr std::size_t kStreamsOfNode = 10'000;
    static constexpr std::size_t kBytesOfPartition = 4u * 1024u * 1024u;

    struct Parts {
        TicketStore& store;
        PresenceWatch& presence;
        Board& board;
        std::function<std::shared_ptr<const Rulebook>()> rules;
        std::function<Revision()> roster;  ///< the revision of the one in force
        Describe describe;
        std::function<void()> watched_again;  ///< the reader rested: the events are wanted now
        telemetry::Log& log;
    };
    /// Runs `task` with the viewers of one thread, there, in the order in which it is asked to.
    using Mailbox = std::function<void(std::function<void(Viewers&)> task)>;

    Feed(boost::asio::io_context& io, Parts parts, int partitions, std::vector<Mailbox> threads);

    // For the reader.
    void restart(int partition, Mark base, std::vector<RecordedEvent> recent);
    void take(int partition, std::vector<RecordedEvent> events);
    void rests(int partition);
    /// By a viewer, or until a moment ago: one whose connection broke comes back.
    [[nodiscard]] bool wanted() const;

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();

    [[nodiscard]] Awaitable<Result<Joined>> join(Joining joining);
    void leave(const Member& member);

private:
    /// Of one partition: what was read, or that everything begins anew with it.
    struct Portion {
        int partition = 0;
        bool restarts = false;
        Mark base;
        std::vector<RecordedEvent> events;
    };
    struct Numbered {
        int partition = 0;
        RingEntry entry;
    };

    [[nodiscard]] bool watched() const { return viewers_ > 0; }
    [[nodiscard]] Awaitable<void> dispatch(std::vector<Portion> portions);
    void dispatch_restart(Portion portion);
    void publish(std::vector<Numbered> events);
    void post(Batch batch);
    /// What nobody has asked for before, if there is any. kStoreUnavailable, kTooBusy.
    [[nodiscard]] Awaitable<Result<void>> describe(std::vector<Numbered>& events);
    [[nodiscard]] std::shared_ptr<const Described> described(const Numbered& event, const Result<Ticket>& ticket) const;
    [[nodiscard]] Result<void> admit(const Member& member) const;
    [[nodiscard]] Awaitable<bool> until_ready();
    [[nodiscard]] Awaitable<Result<Joined>> go_on(Joining joining);
    /// What the viewer missed since its last id, or that it cannot be told; and where the viewer is then.
    [[nodiscard]] Awaitable<Result<void>> resume(const Joining& joining, std::string last_event_id, Joined& joined);
    void keep_described(const std::vector<Numbered>& events);
    /// Fills the others, or says why there has to be a snapshot.
    [[nodiscard]] std::string_view find_missed(const std::string& last_event_id, std::vector<Numbered>& missed,
                                               Position& from, Revision& roster) const;
    [[nodiscard]] Position head() const;

    boost::asio::io_context& io_;
    Parts parts_;
    std::vector<Mailbox> threads_;
    std::vector<EventRing> rings_;
    std::vector<bool> begun_;
    std::vector<Portion> pending_;
    boost::asio::steady_timer news_;
    boost::asio::steady_timer rest_;
    std::uint64_t sequence_ = 0;
    std::vector<std::size_t> of_thread_;
    std::unordered_map<PersonId, int> of_person_;
    std::size_t viewers_ = 0;
    std::optional<std::chrono::steady_clock::time_point> left_;  // the last of them
    bool resuming_ = false;                                      // somebody has events described
    boost::asio::steady_timer resumed_;                          // cancelled when that is done
    bool running_ = true;
};

}  // namespace hotline::live
