// Threads for what would hold an I/O thread up: hashing passwords, asking other services.
#pragma once

#include <atomic>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cstddef>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include "base/async.hpp"
#include "base/error.hpp"

namespace hotline {

/// Thread-safe; shared by all. Ends by waiting for what runs.
class BoundedPool {
public:
    /// Beyond `most` at once, waiting ones included, the next is refused.
    BoundedPool(std::size_t threads, int most) : most_(most), pool_(threads) {}
    ~BoundedPool() { join(); }
    BoundedPool(const BoundedPool&) = delete;
    BoundedPool& operator=(const BoundedPool&) = delete;

    /// What `work` gives, on the caller's executor; what it throws is thrown there. kTooBusy, with `refusal`.
    template <class Work>
    auto run(Work work, std::string refusal) -> Awaitable<Result<decltype(work())>> {
        const Place place(waiting_);
        if (place.number > most_) co_return fail(ErrorCode::kTooBusy, std::move(refusal));
        const auto here = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(pool_, boost::asio::bind_executor(pool_, boost::asio::use_awaitable));
        std::optional<decltype(work())> done;
        std::exception_ptr failure;
        try {
            done = work();
        } catch (...) {
            failure = std::current_exception();
        }
        co_await boost::asio::post(here, boost::asio::use_awaitable);
        if (failure) std::rethrow_exception(failure);
        co_return *std::move(done);
    }

    /// Before the executors of those who wait are gone. Nothing runs afterwards.
    void join() { pool_.join(); }

private:
    struct Place {
        explicit Place(std::atomic<int>& all) : count(all), number(all.fetch_add(1) + 1) {}
        ~Place() { --count; }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        std::atomic<int>& count;
        int number;
    };

    std::atomic<int> waiting_{0};
    int most_;
    boost::asio::thread_pool pool_;
};

}  // namespace hotline
