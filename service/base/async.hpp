// Coroutines: what every layer above needs of Asio, and the only way to start one in the background.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>
#include <utility>

namespace hotline {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// How an Asio operation is awaited: its error code is the first part of what it gives, never an exception.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Runs `task` in the background. An exception that leaves it is a bug: it is handed to `on_bug` (log and count it),
/// never lost.
template <class Executor>
void spawn(const Executor& executor, Awaitable<void> task, std::function<void(std::exception_ptr)> on_bug) {
    boost::asio::co_spawn(executor, std::move(task), [report = std::move(on_bug)](std::exception_ptr error) {
        if (error) report(error);
    });
}

}  // namespace hotline
