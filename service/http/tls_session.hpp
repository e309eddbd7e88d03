// TLS of one connection, without a wait in it: OpenSSL on a non-blocking socket. Only for http/stream.
//
// Not boost::asio::ssl::stream: that one holds four buffers of 17 KiB from the moment a client has connected, said
// anything or not, and can say goodbye only by waiting for the other side's.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "http/tls.hpp"

namespace hotline::http {

class TlsSession {
public:
    /// `socket` must not block, must not be moved, and must outlive the session. Closed meanwhile, every step fails.
    TlsSession(const TlsIdentity& identity, boost::asio::ip::tcp::socket& socket);
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    enum class Step {
        kDone,
        kAwaitsRead,   ///< the same again once the socket can be read …
        kAwaitsWrite,  ///< … or written
        kEnded,        ///< the client has nothing more to say
        kFailed,       ///< the session is over; a reason the client may know has been sent to it
    };
    [[nodiscard]] Step shake_hands();
    [[nodiscard]] Step read(std::span<char> room, std::size_t& bytes);
    /// Some of `text`, at most a record. Begun and not done, it must be gone on with by a text that begins the same.
    [[nodiscard]] Step write(std::string_view text, std::size_t& bytes);
    /// Tells the client that nothing more will come, if the socket takes it now.
    void say_goodbye();

private:
    struct Free {
        void operator()(SSL* ssl) const;
    };
    Step step_of(int result);

    std::unique_ptr<SSL, Free> ssl_;
    bool over_ = false;
};

}  // namespace hotline::http
