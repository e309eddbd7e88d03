// Bytes to and from Redis: TCP or a unix socket, TLS on top if asked for.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/async.hpp"
#include "redis/settings.hpp"

namespace hotline::redis {

/// One connection, used once: open() it, read and write (at most one of each at a time), close() it. Held by
/// shared_ptr; whoever starts a read or write keeps it alive until that has completed.
class Transport : public std::enable_shared_from_this<Transport> {
public:
    using Executor = boost::asio::io_context::executor_type;
    using Opened = std::expected<void, std::string>;

    explicit Transport(const Executor& executor)
        : executor_(executor), socket_(executor), limit_(executor), found_(executor) {}

    /// Looks the name up, connects, and agrees on TLS, all within settings.connect_timeout. The error says why not.
    [[nodiscard]] Awaitable<Opened> open(const LinkSettings& settings);

    template <class Handler>
    void read_some(boost::asio::mutable_buffer into, Handler&& handler) {
        if (tls_) {
            tls_->async_read_some(into, std::forward<Handler>(handler));
        } else {
            socket_.async_read_some(into, std::forward<Handler>(handler));
        }
    }
    template <class Handler>
    void write_some(boost::asio::const_buffer from, Handler&& handler) {
        if (tls_) {
            tls_->async_write_some(from, std::forward<Handler>(handler));
        } else {
            socket_.async_write_some(from, std::forward<Handler>(handler));
        }
    }

    /// What is under way ends with an error, soon but not within this call. May be called at any time and more than
    /// once.
    void close();

private:
    using Socket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol, Executor>;
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

    void set_limit(std::chrono::milliseconds limit);
    [[nodiscard]] Opened ended(Opened outcome);
    [[nodiscard]] Awaitable<Opened> connect(const Endpoint& endpoint);
    [[nodiscard]] Awaitable<Opened> connect_tcp(const Endpoint& endpoint);
    [[nodiscard]] Awaitable<Opened> connect_to(boost::asio::generic::stream_protocol::endpoint address);
    [[nodiscard]] Awaitable<Opened> agree_on_tls(const LinkSettings& settings);

    Executor executor_;
    Socket socket_;
    std::optional<boost::asio::ssl::context> tls_context_;
    std::optional<boost::asio::ssl::stream<Socket&>> tls_;
    Timer limit_;
    Timer found_;  // cancelled when the name has been looked up
    bool opening_ = false;
    bool timed_out_ = false;
    bool closed_ = false;
};

}  // namespace hotline::redis
