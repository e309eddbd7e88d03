// One client's connection: reads requests, runs their handlers, writes the replies, one after the other. Internal to
// http/.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "http/address_limit.hpp"
#include "http/event_stream.hpp"
#include "http/message.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"
#include "http/settings.hpp"
#include "http/stream.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline::http {

class Connection;

/// What a listener's connections share. All of it belongs to the thread of one io_context.
struct ConnectionContext {
    ConnectionContext(boost::asio::io_context& io, HttpSettings limits, const Router& table, telemetry::Metrics& counts,
                      telemetry::Log& lines);

    [[nodiscard]] std::string new_request_id();
    /// The Date header's value, formatted once a second.
    [[nodiscard]] std::string_view date();

    HttpSettings settings;
    const Router& router;
    telemetry::Metrics& metrics;
    telemetry::Log& log;
    std::vector<const telemetry::HttpRouteMetrics*> route_metrics;  // by Route::index
    const telemetry::HttpRouteMetrics& other_metrics;               // what matched no route
    std::unordered_set<Connection*> connections;
    boost::asio::steady_timer all_closed;  // cancelled when the last connection goes
    std::size_t in_flight = 0;
    bool draining = false;

private:
    std::uint64_t id_state_;
    std::time_t date_second_ = 0;
    std::string date_;
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<ConnectionContext> context,
               AddressLimit::Place place);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Serves until the client leaves, a limit is met or the listener drains.
    static Awaitable<void> serve(std::shared_ptr<Connection> connection);
    /// Answers 503 without reading a request: there are too many connections. `why` must outlive it.
    static Awaitable<void> turn_away(std::shared_ptr<Connection> connection, const char* why);

    /// The listener drains: what has nothing to do ends, and so does what would go on by itself.
    void finish_up();
    void close();

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Phase { kHandshaking, kIdle, kReading, kHandling, kWriting, kStreaming, kLingering, kClosed };
    enum class Arrival { kRequest, kRefused, kGone };

    /// At once where there is no TLS.
    Awaitable<bool> shake_hands();
    Awaitable<Arrival> read_request();
    Awaitable<bool> exchange(Arrival arrival);
    [[nodiscard]] Arrival arrival_after(const boost::system::error_code& error);
    [[nodiscard]] Arrival refuse(ErrorCode code, const char* detail);
    void watch_reading();
    Awaitable<HttpReply> answer(const Route*& route);
    Awaitable<HttpReply> run_handler(const Route& route);
    [[nodiscard]] HttpReply unhandled(std::string_view what);
    Awaitable<bool> write(const HttpReply& reply, bool close);
    Awaitable<bool> write_bytes(std::string_view head, std::string_view body);
    /// Hands a stream's events to the client until it ends or the client leaves (connection_streaming.cpp).
    Awaitable<void> pump(std::shared_ptr<EventStream> events);
    void watch_client();
    Awaitable<void> linger();
    struct Times {
        TimePoint began;     ///< the whole request was there
        TimePoint answered;  ///< the handler had ended
    };
    void record(const Route* route, const HttpReply& reply, const Times& times);
    [[nodiscard]] bool lacks_json_type(const Route& route) const;

    /// `precise` limits are kept to the millisecond; the others may be noticed later, which spares a timer for each
    /// request.
    void limit(Phase phase, TimePoint deadline, bool precise);
    void arm(TimePoint at);
    void on_timer();

    std::shared_ptr<ConnectionContext> context_;
    AddressLimit::Place place_;
    Stream stream_;
    boost::asio::steady_timer timer_;
    RequestReader reader_;
    HttpRequest request_;
    Error refusal_{ErrorCode::kBadRequest, {}, {}, {}};
    std::string out_;
    std::shared_ptr<EventStream> streaming_;  // while it is pumped
    Phase phase_ = Phase::kHandshaking;
    TimePoint deadline_ = TimePoint::max();
    TimePoint armed_for_ = TimePoint::max();
    TimePoint request_began_;
    bool timed_out_ = false;
};

}  // namespace hotline::http
