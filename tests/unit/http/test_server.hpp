// A listener in a thread of its own, and a client that sends bytes as they are.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/json.hpp"
#include "http/listener.hpp"

namespace hotline::http {

/// Collects log lines.
class LineCollector {
public:
    [[nodiscard]] telemetry::LogWriter writer();
    /// The lines of one event.
    [[nodiscard]] std::vector<Json> lines(std::string_view event);

private:
    std::mutex mutex_;
    std::string text_;
};

class TestServer {
public:
    TestServer(HttpSettings settings, const Router& router, telemetry::Metrics& metrics, telemetry::Log& log);
    ~TestServer();

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] boost::asio::io_context& io() { return io_; }
    /// Runs the listener's drain; the result arrives in the future.
    [[nodiscard]] std::function<bool()> drain(std::chrono::milliseconds within);

private:
    boost::asio::io_context io_;
    std::unique_ptr<Listener> listener_;
    std::uint16_t port_;
    std::jthread thread_;
};

struct RawReply {
    int status = 0;
    std::string head;  ///< status line and header
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;
    [[nodiscard]] Json json() const { return Json::parse(body); }
};

/// Each wait ends after ten seconds at the latest.
class RawClient {
public:
    explicit RawClient(std::uint16_t port, bool tls = false);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// The server's, as DER.
    [[nodiscard]] std::string certificate() const;

    void send(std::string_view bytes);
    /// The client has nothing more to say.
    void end();
    /// Nothing when the connection ended before a whole reply. `head_only` for replies to HEAD.
    [[nodiscard]] std::optional<RawReply> reply(bool head_only = false);
    /// True when the server closes the connection without sending anything more.
    [[nodiscard]] bool closed();
    /// send() and reply().
    [[nodiscard]] RawReply exchange(std::string_view bytes);

private:
    struct Tls;
    bool receive();

    int socket_;
    std::unique_ptr<Tls> tls_;  // null: plain
    std::string received_;
};

}  // namespace hotline::http
