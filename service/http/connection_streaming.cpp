// A connection whose reply goes on: server-sent events.
#include "http/connection.hpp"

namespace hotline::http {

namespace {

using std::chrono::steady_clock;

// What is written at once; whole events, so that the last one may be told after them.
constexpr std::size_t kChunk = 64u * 1024u;
// A viewer's buffer is not kept at the size of its busiest moment.
constexpr std::size_t kKeptChunk = 4u * 1024u;
// Beside what waits in the stream; the kernel's own choice may be megabytes.
constexpr int kSendBuffer = 128 * 1024;
constexpr auto kLongestPause = std::chrono::minutes(1);

}  // namespace

Awaitable<void> Connection::pump(std::shared_ptr<EventStream> events) {
    boost::asio::steady_timer news(stream_.executor());
    streaming_ = events;
    events->on_news([&news] { news.cancel(); });
    stream_.limit_send_buffer(kSendBuffer);
    watch_client();
    if (context_->draining) events->shut_down();
    while (phase_ != Phase::kClosed) {
        limit(Phase::kStreaming, TimePoint::max(), false);
        out_.clear();
        if (events->take(out_, kChunk)) {
            if (!co_await write_bytes(out_, {})) break;
            if (out_.capacity() > kKeptChunk) out_ = {};
        } else if (events->ended()) {
            break;
        } else {
            news.expires_after(kLongestPause);
            co_await news.async_wait(kAwait);
        }
    }
    events->on_news(nullptr);
    streaming_.reset();
}

// A client says nothing while it listens; what comes is the end of it.
void Connection::watch_client() {
    stream_.when_readable([self = shared_from_this()](const boost::system::error_code& failed) {
        if (failed || !self->streaming_) return;
        if (self->stream_.discard_now()) return self->watch_client();
        self->streaming_->close();
    });
}

}  // namespace hotline::http
