#include "http/stream.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace hotline::http {

namespace {

using boost::system::error_code;
using Step = TlsSession::Step;
constexpr auto kNoBytes = std::size_t{0};

}  // namespace

Stream::Stream(Socket socket, const TlsIdentity* identity) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (identity != nullptr) tls_ = std::make_unique<TlsSession>(*identity, socket_);
}

std::string Stream::peer_address() const {
    error_code failed;
    const auto peer = socket_.remote_endpoint(failed);
    return failed ? std::string{} : peer.address().to_string();
}

Awaitable<error_code> Stream::shake_hands() {
    for (;;) {
        const auto step = tls_->shake_hands();
        if (step == Step::kDone) co_return error_code{};
        if (const auto failed = co_await ready(step)) co_return failed;
    }
}

Awaitable<error_code> Stream::ready(Step step) {
    if (step == Step::kEnded) co_return boost::asio::error::eof;
    if (step == Step::kFailed) co_return boost::asio::error::connection_aborted;
    const auto [failed] =
        co_await socket_.async_wait(step == Step::kAwaitsRead ? Socket::wait_read : Socket::wait_write, kAwait);
    co_return failed;
}

Awaitable<Stream::Received> Stream::read_some(std::span<char> room) {
    if (tls_) return read_tls(room);
    return socket_.async_read_some(boost::asio::buffer(room.data(), room.size()), kAwait);
}

Awaitable<Stream::Received> Stream::read_tls(std::span<char> room) {
    for (bool waited = false;; waited = true) {
        std::size_t bytes = 0;
        const auto step = tls_->read(room, bytes);
        if (step == Step::kDone) {
            // A client that always has more to say must not keep the thread from the others.
            if (!waited) co_await boost::asio::post(socket_.get_executor(), boost::asio::use_awaitable);
            co_return Received{error_code{}, bytes};
        }
        if (const auto failed = co_await ready(step)) co_return Received{failed, kNoBytes};
    }
}

std::size_t Stream::write_now(std::string_view head, std::string_view body, error_code& failed) {
    if (!tls_) return socket_.write_some(std::array{boost::asio::buffer(head), boost::asio::buffer(body)}, failed);
    auto step = Step::kDone;
    auto sent = write_tls(head, step);
    if (step == Step::kDone) sent += write_tls(body, step);
    failed = step == Step::kDone                                       ? error_code{}
             : step == Step::kAwaitsWrite || step == Step::kAwaitsRead ? error_code(boost::asio::error::would_block)
                                                                       : boost::asio::error::connection_aborted;
    return sent;
}

std::size_t Stream::write_tls(std::string_view text, Step& step) {
    std::size_t sent = 0;
    while (sent < text.size() && step == Step::kDone) {
        std::size_t bytes = 0;
        step = tls_->write(text.substr(sent), bytes);
        if (step == Step::kDone) sent += bytes;
    }
    return sent;
}

Awaitable<error_code> Stream::write(std::string_view head, std::string_view body) {
    if (!tls_) {
        const std::array rest{boost::asio::buffer(head), boost::asio::buffer(body)};
        const auto [failed, bytes] = co_await boost::asio::async_write(socket_, rest, kAwait);
        co_return failed;
    }
    for (auto text : {head, body}) {
        while (!text.empty()) {
            auto step = Step::kDone;
            text.remove_prefix(write_tls(text, step));
            if (step == Step::kDone) continue;
            if (const auto failed = co_await ready(step)) co_return failed;
        }
    }
    co_return error_code{};
}

void Stream::end_sending() {
    if (tls_) tls_->say_goodbye();
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

// Under TLS too as they are on the wire: nobody reads them.
Awaitable<Stream::Received> Stream::discard_some(std::span<char> room) {
    return socket_.async_read_some(boost::asio::buffer(room.data(), room.size()), kAwait);
}

void Stream::when_readable(std::function<void(error_code)> readable) {
    socket_.async_wait(Socket::wait_read, std::move(readable));
}

bool Stream::discard_now() {
    std::array<char, 4096> room{};
    std::size_t bytes = 0;
    if (tls_) {
        const auto step = tls_->read(room, bytes);
        return step != Step::kEnded && step != Step::kFailed;
    }
    error_code failed;
    bytes = socket_.read_some(boost::asio::buffer(room), failed);
    return !failed || failed == boost::asio::error::would_block || failed == boost::asio::error::try_again;
}

void Stream::limit_send_buffer(int bytes) {
    error_code ignored;
    socket_.set_option(boost::asio::socket_base::send_buffer_size(bytes), ignored);
}

void Stream::cancel() {
    error_code ignored;
    socket_.cancel(ignored);
}

void Stream::close() {
    if (tls_ && socket_.is_open()) tls_->say_goodbye();
    error_code ignored;
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
}

}  // namespace hotline::http
