#include "http/connection.hpp"

#include <array>
#include <exception>
#include <random>

#include "http/forwarded.hpp"
#include "http/problem.hpp"
#include "http/reply_writer.hpp"
#include "http/request_target.hpp"
#include "http/tls.hpp"

namespace hotline::http {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

// Up to here one copy is cheaper than a second buffer for the system call.
constexpr std::size_t kCopyLimit = 16u * 1024u;
// What a refused client may still send before it is cut off.
constexpr std::size_t kLingerLimit = 64u * 1024u * 1024u;

class InFlight {
public:
    explicit InFlight(std::size_t& count) : count_(count) { ++count_; }
    ~InFlight() { --count_; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

private:
    std::size_t& count_;
};

double milliseconds(std::chrono::nanoseconds took) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) / 1000.0;
}

std::vector<const telemetry::HttpRouteMetrics*> metrics_of(const Router& router, telemetry::Metrics& metrics) {
    std::vector<const telemetry::HttpRouteMetrics*> all;
    for (const auto& route : router.routes()) all.push_back(&metrics.http_route(route.method, route.pattern));
    return all;
}

std::uint64_t random_state() {
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

}  // namespace

ConnectionContext::ConnectionContext(asio::io_context& io, HttpSettings limits, const Router& table,
                                     telemetry::Metrics& counts, telemetry::Log& lines)
    : settings(std::move(limits)),
      router(table),
      metrics(counts),
      log(lines),
      route_metrics(metrics_of(table, counts)),
      other_metrics(counts.http_route("other", "other")),
      all_closed(io),
      id_state_(random_state()) {}

// SplitMix64: unique for 2^64 requests of a listener, and no two listeners begin at the same place.
std::string ConnectionContext::new_request_id() {
    id_state_ += 0x9E3779B97F4A7C15u;
    auto mixed = id_state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    std::string id(16, '0');
    for (auto& digit : id) {
        digit = "0123456789abcdef"[mixed & 0xFu];
        mixed >>= 4;
    }
    return id;
}

std::string_view ConnectionContext::date() {
    const auto now = std::time(nullptr);
    if (now != date_second_ || date_.empty()) {
        std::tm fields{};
        gmtime_r(&now, &fields);
        std::array<char, 32> text{};
        date_.assign(text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &fields));
        date_second_ = now;
    }
    return date_;
}

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<ConnectionContext> context,
                       AddressLimit::Place place)
    : context_(std::move(context)),
      place_(std::move(place)),
      stream_(std::move(socket), context_->settings.tls ? context_->settings.tls->identity().get() : nullptr),
      timer_(stream_.executor()),
      reader_(context_->settings) {
    request_.peer = stream_.peer_address();
    context_->connections.insert(this);
    context_->metrics.http_connections(1);
}

Connection::~Connection() {
    context_->connections.erase(this);
    context_->metrics.http_connections(-1);
    if (context_->connections.empty()) context_->all_closed.cancel();
}

Awaitable<void> Connection::serve(std::shared_ptr<Connection> connection) {
    for (bool open = co_await connection->shake_hands(); open;) {
        const auto arrival = co_await connection->read_request();
        open = arrival != Arrival::kGone && co_await connection->exchange(arrival);
    }
    connection->close();
}

Awaitable<void> Connection::turn_away(std::shared_ptr<Connection> connection, const char* why) {
    if (co_await connection->shake_hands()) {
        connection->request_.request_id = connection->context_->new_request_id();
        const auto reply = problem(Error{ErrorCode::kTooBusy, why, {}, {}}, connection->request_);
        const auto began = steady_clock::now();
        if (co_await connection->write(reply, true)) co_await connection->linger();
        connection->record(nullptr, reply, {began, began});
    }
    connection->close();
}

Awaitable<bool> Connection::shake_hands() {
    if (!stream_.is_tls()) co_return true;
    limit(Phase::kHandshaking, steady_clock::now() + context_->settings.handshake_timeout, true);
    const auto failed = co_await stream_.shake_hands();
    context_->metrics.tls_handshake(!failed);
    armed_for_ = TimePoint::max();  // the limits to come are others, and may be shorter
    if (!failed) co_return true;
    context_->log.debug("tls_handshake_failed", {{"peer", request_.peer}});
    co_await linger();
    co_return false;
}

void Connection::finish_up() {
    if (phase_ == Phase::kIdle || phase_ == Phase::kHandshaking) close();
    if (!streaming_) return;
    streaming_->shut_down();
    // A client that does not read must not hold up the end.
    if (phase_ == Phase::kWriting) limit(phase_, steady_clock::now() + context_->settings.linger_timeout, true);
}

void Connection::close() {
    phase_ = Phase::kClosed;
    stream_.close();
    timer_.cancel();
    if (streaming_) streaming_->close();
}

Awaitable<Connection::Arrival> Connection::read_request() {
    request_.method.clear();
    request_.route = {};
    request_.headers.clear();
    request_.request_id.clear();
    request_.traceparent.clear();
    request_began_ = {};
    limit(Phase::kIdle, steady_clock::now() + context_->settings.idle_timeout, false);
    for (;;) {
        const auto progress = reader_.advance(request_);
        if (progress == RequestReader::Progress::kComplete) co_return Arrival::kRequest;
        if (progress == RequestReader::Progress::kRefused) {
            refusal_ = reader_.error();
            co_return Arrival::kRefused;
        }
        if (progress == RequestReader::Progress::kWantsContinue &&
            !co_await write_bytes("HTTP/1.1 100 Continue\r\n\r\n", {})) {
            co_return Arrival::kGone;
        }
        watch_reading();
        const auto room = reader_.prepare();
        const auto [failed, bytes] = co_await stream_.read_some(room);
        if (failed) co_return arrival_after(failed);
        reader_.commit(bytes);
    }
}

// Only a request that did not come in one piece gets here: the usual one costs no timer.
void Connection::watch_reading() {
    if (!reader_.started()) return;
    if (request_began_ == TimePoint{}) request_began_ = steady_clock::now();
    const auto& settings = context_->settings;
    limit(Phase::kReading,
          request_began_ + (reader_.header_complete() ? settings.request_timeout : settings.header_timeout), true);
}

Connection::Arrival Connection::arrival_after(const error_code& error) {
    if (phase_ == Phase::kClosed || !reader_.started()) return Arrival::kGone;
    if (timed_out_) return refuse(ErrorCode::kRequestTimeout, "The request was sent too slowly");
    if (error == asio::error::eof) return refuse(ErrorCode::kBadRequest, "The connection ended within the request");
    return Arrival::kGone;
}

Connection::Arrival Connection::refuse(ErrorCode code, const char* detail) {
    refusal_ = Error{code, detail, {}, {}};
    return Arrival::kRefused;
}

Awaitable<bool> Connection::exchange(Arrival arrival) {
    const auto began = steady_clock::now();
    const auto refused = arrival == Arrival::kRefused;
    if (request_.request_id.empty()) request_.request_id = context_->new_request_id();
    const auto& proxies = context_->settings.proxies;
    if (!proxies.empty()) request_.peer = client_address(stream_.peer_address(), request_.headers, proxies);
    const Route* route = nullptr;
    HttpReply reply;
    if (refused) {
        reply = problem(refusal_, request_);
    } else {
        reply = co_await answer(route);
    }
    const auto answered = steady_clock::now();
    const auto ours_to_close = refused || context_->draining;
    const auto close = ours_to_close || !reader_.keep_alive() || reply.stream;
    const auto written = co_await write(reply, close);
    record(route, reply, {began, answered});
    if (reply.stream) {
        if (written && request_.method != "HEAD") co_await pump(reply.stream);
        reply.stream->close();
        co_return false;
    }
    if (written && ours_to_close) co_await linger();
    reader_.next_request();
    co_return written && !close;
}

Awaitable<HttpReply> Connection::answer(const Route*& route) {
    const auto& settings = context_->settings;
    request_.deadline = steady_clock::now() + settings.handler_timeout;
    if (const auto read = read_target(reader_.target(), request_); !read) co_return problem(read.error(), request_);
    const auto match = context_->router.match(request_);
    if (!match) co_return problem(match.error(), request_);
    if (!match->route) co_return no_content().with("Allow", match->allow);
    route = match->route;
    if (lacks_json_type(*route)) {
        const Error error{ErrorCode::kUnsupportedMediaType, "The body must be application/json", "Content-Type", {}};
        co_return problem(error, request_);
    }
    if (context_->in_flight >= settings.max_in_flight && !route->options.even_when_busy) {
        co_return problem(Error{ErrorCode::kTooBusy, "Too many requests are being answered", {}, {}}, request_);
    }
    co_return co_await run_handler(*route);
}

bool Connection::lacks_json_type(const Route& route) const {
    if (route.options.any_content_type || request_.body.empty()) return false;
    if (request_.method != "POST" && request_.method != "PUT" && request_.method != "PATCH") return false;
    return !is_json_type(request_.header("Content-Type"));
}

Awaitable<HttpReply> Connection::run_handler(const Route& route) {
    const InFlight counted(context_->in_flight);
    limit(Phase::kHandling, request_.deadline, false);
    std::string what;
    try {
        auto reply = co_await route.handler(request_);
        co_return reply;
    } catch (const std::exception& exception) {
        what = exception.what();
    } catch (...) {
        what = "not a std::exception";
    }
    co_return unhandled(what);
}

HttpReply Connection::unhandled(std::string_view what) {
    context_->metrics.unhandled_exception("http");
    context_->log.error("unhandled_exception",
                        {{"request_id", request_.request_id}, {"route", request_.route}, {"what", what}});
    return problem(Error{ErrorCode::kInternal, "The request could not be completed", {}, {}}, request_);
}

Awaitable<bool> Connection::write(const HttpReply& reply, bool close) {
    out_.clear();
    const ReplyFrame frame{.request_id = request_.request_id,
                           .date = context_->date(),
                           .secure = stream_.is_tls(),
                           .close = close,
                           .say_keep_alive = reader_.is_http_1_0()};
    if (!append_reply_head(out_, reply, frame)) {
        context_->log.error("reply_header_left_out", {{"request_id", request_.request_id}, {"route", request_.route}});
    }
    std::string_view body;
    if (may_have_body(reply.status) && request_.method != "HEAD") body = reply.body;
    if (body.size() <= kCopyLimit) {
        out_ += body;
        body = {};
    }
    limit(Phase::kWriting, steady_clock::now() + context_->settings.write_timeout, false);
    co_return co_await write_bytes(out_, body);
}

// Nearly every reply fits the socket's buffer and is sent by one system call; only the rest of a larger one is waited
// for.
Awaitable<bool> Connection::write_bytes(std::string_view head, std::string_view body) {
    error_code failed;
    auto sent = stream_.write_now(head, body, failed);
    if (failed && failed != asio::error::would_block && failed != asio::error::try_again) co_return false;
    if (sent == head.size() + body.size()) co_return true;
    const auto of_head = std::min(sent, head.size());
    head.remove_prefix(of_head);
    body.remove_prefix(sent - of_head);
    limit(Phase::kWriting, steady_clock::now() + context_->settings.write_timeout, true);
    co_return !co_await stream_.write(head, body);
}

// Closing at once would make the kernel answer what the client still sends with a reset, and the reply would be lost
// with it.
Awaitable<void> Connection::linger() {
    if (phase_ == Phase::kClosed) co_return;
    stream_.end_sending();
    limit(Phase::kLingering, steady_clock::now() + context_->settings.linger_timeout, true);
    for (std::size_t total = 0; total < kLingerLimit;) {
        const auto room = reader_.prepare();
        const auto [failed, bytes] = co_await stream_.discard_some(room);
        if (failed) co_return;
        total += bytes;
    }
}

void Connection::record(const Route* route, const HttpReply& reply, const Times& times) {
    const auto now = steady_clock::now();
    const auto took = now - times.began;
    const auto& metrics = route ? *context_->route_metrics[route->index] : context_->other_metrics;
    metrics.observe(reply.status, took);
    if (took >= context_->settings.slow_request) {
        const auto reading = request_began_ == TimePoint{} ? steady_clock::duration{} : times.began - request_began_;
        context_->log.warning("slow_request", {{"request_id", request_.request_id},
                                               {"method", request_.method},
                                               {"route", request_.route},
                                               {"status", reply.status},
                                               {"read_ms", milliseconds(reading)},
                                               {"answer_ms", milliseconds(times.answered - times.began)},
                                               {"write_ms", milliseconds(now - times.answered)},
                                               {"trace_id", request_.trace_id()}});
    }
    if (!context_->log.enabled(context_->settings.access_log_level)) return;
    context_->log.write(context_->settings.access_log_level, "http_request",
                        {{"request_id", request_.request_id},
                         {"method", request_.method},
                         {"route", request_.route},
                         {"status", reply.status},
                         {"ms", milliseconds(took)},
                         {"peer", request_.peer},
                         {"ticket", reply.ticket},
                         {"revision", reply.revision},
                         {"trace_id", request_.trace_id()}});
}

void Connection::limit(Phase phase, TimePoint deadline, bool precise) {
    if (phase_ == Phase::kClosed) return;
    phase_ = phase;
    deadline_ = deadline;
    if (deadline < armed_for_ && (precise || armed_for_ == TimePoint::max())) arm(deadline);
}

void Connection::arm(TimePoint at) {
    armed_for_ = at;
    timer_.expires_at(at);
    timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled) self->on_timer();
    });
}

void Connection::on_timer() {
    armed_for_ = TimePoint::max();
    if (phase_ == Phase::kClosed) return;
    if (steady_clock::now() < deadline_) return arm(deadline_);
    if (phase_ == Phase::kHandling) {
        context_->log.warning("handler_overdue", {{"request_id", request_.request_id}, {"route", request_.route}});
        deadline_ = steady_clock::now() + context_->settings.idle_timeout;
        return arm(deadline_);
    }
    if (phase_ != Phase::kReading) return close();
    timed_out_ = true;
    stream_.cancel();
}

}  // namespace hotline::http
