// A client's bytes, as they are or under TLS. Only for http/connection.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "base/async.hpp"
#include "http/tls_session.hpp"

namespace hotline::http {

/// One wait at a time. Whoever waits keeps the stream alive; cancel() and close() end the wait with an error. Plain
/// bytes go to the socket directly: nothing here costs them more than a branch.
class Stream {
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Received = std::tuple<boost::system::error_code, std::size_t>;

    /// Under TLS if there is an identity.
    Stream(Socket socket, const TlsIdentity* identity);
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }
    [[nodiscard]] Socket::executor_type executor() { return socket_.get_executor(); }
    /// Empty when the client has gone already.
    [[nodiscard]] std::string peer_address() const;

    /// Before all else, under TLS.
    [[nodiscard]] Awaitable<boost::system::error_code> shake_hands();
    [[nodiscard]] Awaitable<Received> read_some(std::span<char> room);
    /// What can be sent without a wait; how much it was. `failed` is would_block when that was not all there is.
    [[nodiscard]] std::size_t write_now(std::string_view head, std::string_view body,
                                        boost::system::error_code& failed);
    /// All the rest.
    [[nodiscard]] Awaitable<boost::system::error_code> write(std::string_view head, std::string_view body);

    /// The client is told that nothing more will come. What it still sends can only be thrown away.
    void end_sending();
    [[nodiscard]] Awaitable<Received> discard_some(std::span<char> room);

    /// Of a client that is only written to: `readable` is called once there is something to read, or the end of it.
    /// The one thing that may be waited for beside a write.
    void when_readable(std::function<void(boost::system::error_code)> readable);
    /// Throws away what has come; at most some of it. False: the client has nothing more to say, or has gone.
    [[nodiscard]] bool discard_now();
    /// How much the kernel may keep for a client that does not read.
    void limit_send_buffer(int bytes);

    void cancel();
    void close();

private:
    [[nodiscard]] Awaitable<Received> read_tls(std::span<char> room);
    [[nodiscard]] std::size_t write_tls(std::string_view text, TlsSession::Step& step);
    /// Waits for what the session waits for; or says why nothing is to be waited for.
    [[nodiscard]] Awaitable<boost::system::error_code> ready(TlsSession::Step step);

    Socket socket_;
    std::unique_ptr<TlsSession> tls_;  // its steps go to socket_; null: plain
};

}  // namespace hotline::http
