// The same work for many things at once, on one thread.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <memory>
#include <utility>
#include <vector>

#include "base/async.hpp"

namespace hotline {

/// Runs `work(item)` for all items, interleaved, and returns when the last has ended. The first exception is thrown
/// then. For an executor of one thread.
template <class Executor, class Item, class Work>
Awaitable<void> all_of(Executor executor, std::vector<Item> items, Work work) {
    std::size_t left = items.size();
    std::exception_ptr failure;
    boost::asio::steady_timer done(executor, boost::asio::steady_timer::time_point::max());
    for (Item& item : items) {
        boost::asio::co_spawn(executor, work(std::move(item)), [&](const std::exception_ptr& error) {
            if (error && !failure) failure = error;
            if (--left == 0) done.cancel();
        });
    }
    if (left > 0) co_await done.async_wait(kAwait);
    if (failure) std::rethrow_exception(failure);
}

}  // namespace hotline
