// Who waits for which reply of one connection.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "redis/observer.hpp"
#include "redis/waiter.hpp"

namespace hotline::redis {

/// Calls in the order in which they were queued, which is the order in which Redis answers. No I/O. A call leaves the
/// queue once: answered, failed, or forgotten by a waiter that has gone (then its reply is thrown away when it comes).
class CallQueue {
public:
    using Executor = boost::asio::io_context::executor_type;
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit CallQueue(Executor executor) : executor_(std::move(executor)) {}
    CallQueue(const CallQueue&) = delete;
    CallQueue& operator=(const CallQueue&) = delete;
    ~CallQueue() { drop(); }

    /// From now on each ended call is told; nobody: none is.
    void observe(LinkObserver* observer) { observer_ = observer; }

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] TimePoint oldest() const { return entries_.front().queued_at; }

    /// `index` counts up from 0 for each waiter, without another waiter between. `begin` is the offset of the command's
    /// first byte in the connection's output. `name` must live as long as the waiter.
    void push(Waiter& waiter, std::size_t index, std::string_view name, TimePoint now, std::uint64_t begin);
    /// What lies before offset `end` of the output has been given to the socket.
    void hand(std::uint64_t end, TimePoint now);
    /// The reply to the oldest call.
    void answer(Reply reply, TimePoint now);
    /// All calls fail: with kOutcomeUnknown where a byte before offset `handed` was the command's, else with
    /// kStoreUnavailable.
    void fail_all(std::uint64_t handed, TimePoint now);
    /// Resumes the coroutines whose replies are complete. They may do anything, so call it last.
    void resume_ready();
    /// Destroys the waiting coroutines instead of resuming them: for the end of the process.
    void drop();

private:
    friend class Waiter;

    struct Entry {
        Waiter* waiter;  // null: forgotten
        std::size_t index;
        std::string_view name;
        TimePoint queued_at;
        std::uint64_t begin;
        TimePoint handed_at{};  // not set: not yet
    };

    void settle(const Entry& entry, Result<Reply> result, TimePoint now);
    void tell(const Entry& entry, bool ok, TimePoint now) const;
    void forget(const Waiter& waiter);
    void abandon(Waiter& waiter);

    Executor executor_;
    LinkObserver* observer_ = nullptr;
    std::deque<Entry> entries_;
    std::uint64_t front_number_ = 0;   // of entries_.front()
    std::uint64_t handed_number_ = 0;  // of the first that has not been handed
    Waiter* first_ready_ = nullptr;
    Waiter** last_ready_ = &first_ready_;
};

}  // namespace hotline::redis
