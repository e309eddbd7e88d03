// One connection to Redis from its first byte to its end.
#pragma once

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/error.hpp"
#include "redis/call_queue.hpp"
#include "redis/counters.hpp"
#include "redis/decoder.hpp"
#include "redis/settings.hpp"
#include "redis/transport.hpp"

namespace hotline::redis {

/// Pipelines calls over an open transport. Commands queued in one turn of the loop leave in one write, or in a few when
/// they are many; the replies of one read are all parsed before their coroutines go on. Redis answers in order, so a
/// call that is overdue means that every later one is late as well: the whole session ends, and no late reply can ever
/// meet another call.
class Session : public std::enable_shared_from_this<Session> {
public:
    using Executor = CallQueue::Executor;

    struct Limits {
        std::chrono::milliseconds call_timeout;
        std::size_t max_pending;
    };

    Session(const Executor& executor, std::shared_ptr<Transport> transport, Limits limits,
            std::shared_ptr<LinkCounters> counters);

    /// Begins to read.
    void start();
    [[nodiscard]] bool alive() const { return alive_; }
    /// Why it is not alive.
    [[nodiscard]] const std::string& why() const { return why_; }
    /// From now on each ended call is told; null: none is.
    void observe(LinkObserver* observer) { calls_.observe(observer); }

    /// Queues the commands for the waiter, all or none; the waiter must wait() next. An error: none was queued.
    [[nodiscard]] std::optional<Error> queue(Waiter& waiter, std::span<const Command> commands);

    /// Ends the session; pending calls fail and their coroutines go on after the caller of end() is done.
    void end(std::string why);
    [[nodiscard]] Awaitable<void> until_ended();
    /// Ends the session and destroys the coroutines that wait for it.
    void drop();

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
    using IoError = boost::system::error_code;

    void read();
    void on_read(const IoError& error, std::size_t size);
    [[nodiscard]] std::optional<std::string> take_replies();
    void schedule_flush();
    void flush();
    void write();
    void on_written(const IoError& error, std::size_t size);
    void watch_oldest();
    void on_deadline();
    void break_off(std::string why);
    void set_dead(std::string why);

    static constexpr std::size_t kReadBytes = 64 * 1024;

    Executor executor_;
    std::shared_ptr<Transport> transport_;
    Limits limits_;
    std::shared_ptr<LinkCounters> counters_;
    CallQueue calls_;
    Decoder decoder_;
    Timer deadline_;
    Timer ended_;
    std::string waiting_out_;   // queued, not yet handed to the socket
    std::string writing_;       // being written
    std::size_t written_ = 0;   // of writing_
    std::uint64_t queued_ = 0;  // bytes queued since the start
    std::uint64_t handed_ = 0;  // of them, given to the socket: Redis may have seen these
    bool alive_ = true;
    bool flush_scheduled_ = false;
    bool is_writing_ = false;
    bool deadline_armed_ = false;
    std::string why_;
    std::array<char, kReadBytes> input_;
};

}  // namespace hotline::redis
