// A coroutine that waits for replies.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/async.hpp"
#include "base/error.hpp"
#include "redis/reply.hpp"

namespace hotline::redis {

class CallQueue;

/// The replies to commands that were queued together, and the coroutine that waits for all of them. Lives in that
/// coroutine's frame: a call costs no allocation of its own. Asio's handler is kept with its concrete type, because
/// type-erased ones recurse until the stack ends (Boost 1.81), and a timer for each call would cost as much again as
/// the call.
class Waiter {
public:
    using WakeUp = boost::asio::async_result<boost::asio::use_awaitable_t<>, void()>::handler_type;

    /// `results` gets the replies, in order.
    explicit Waiter(std::span<Result<Reply>> results) : results_(results), missing_(results.size()) {}
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter();

    /// Suspends until every result is there, whatever it is. Only after the waiter was queued, and before anything else
    /// is awaited.
    [[nodiscard]] Awaitable<void> wait();

private:
    friend class CallQueue;

    void park(WakeUp wake_up);
    /// Only of one that waits.
    [[nodiscard]] WakeUp take_wake_up();

    std::span<Result<Reply>> results_;
    std::size_t missing_;
    CallQueue* queue_ = nullptr;     // as long as it has entries for this waiter
    std::uint64_t first_entry_ = 0;  // number of the entry for results_[0]; the others follow
    Waiter* next_ready_ = nullptr;
    std::optional<WakeUp> wake_up_;
};

}  // namespace hotline::redis
