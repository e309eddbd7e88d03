// The body of a reply that goes on: server-sent events (WHATWG HTML, "Server-sent events"), as far as they wait for
// their client. Knows neither sockets nor what the events are about.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hotline::http {

/// One client's. Texts are shared: what goes to thousands is held once, and a client that does not read holds at most
/// so many bytes of them. Belongs to one thread, the connection's.
class EventStream {
public:
    using Text = std::shared_ptr<const std::string>;
    /// The last events of a stream that does not end by itself, whole, as they are sent.
    struct Farewells {
        std::string overrun;   ///< more was sent than the client took
        std::string shutdown;  ///< the listener drains
    };

    EventStream(std::size_t most_waiting, Farewells farewells)
        : most_waiting_(most_waiting), farewells_(std::move(farewells)) {}

    /// Whole events. False: the stream has ended, or ends with this: the client has fallen too far behind, what waits
    /// is dropped, and it is told so.
    bool send(Text events);
    /// What waits is still sent, then `last`, then nothing more.
    void end(std::string last);
    [[nodiscard]] bool ended() const { return ended_; }
    [[nodiscard]] bool overrun() const { return overrun_; }
    /// Bytes that wait for the client.
    [[nodiscard]] std::size_t waiting() const { return bytes_; }
    /// All that waited has been taken: there is room for who has much to send.
    void on_drained(std::function<void()> drained) { drained_ = std::move(drained); }
    /// What waits is dropped, and the client told that it has fallen too far behind.
    void cut_off();
    /// The connection has no more use for it: the client has gone, or it was ended and all is sent. At most once.
    void on_close(std::function<void()> closed) { closed_ = std::move(closed); }

    // For the connection.

    /// Moves whole texts to `out` until that has `most` bytes. False: none wait.
    bool take(std::string& out, std::size_t most);
    void on_news(std::function<void()> wake) { wake_ = std::move(wake); }
    void shut_down() { end(farewells_.shutdown); }
    void close();

private:
    void append(Text text);

    std::size_t most_waiting_;
    Farewells farewells_;
    std::vector<Text> waiting_;
    std::size_t next_ = 0;  // of waiting_, to be taken
    std::size_t bytes_ = 0;
    std::function<void()> wake_;
    std::function<void()> drained_;
    std::function<void()> closed_;
    bool ended_ = false;
    bool overrun_ = false;
};

/// `text/event-stream`, for a stream that the handler goes on to fill.
[[nodiscard]] struct HttpReply event_stream(std::shared_ptr<EventStream> stream);

/// One event as it is sent. `id`: where a client that loses its connection goes on; empty: the event does not move it.
/// `json` is one line.
[[nodiscard]] std::string event_text(std::string_view name, std::string_view id, std::string_view json);

}  // namespace hotline::http
