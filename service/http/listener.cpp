#include "http/listener.hpp"

#include <sys/socket.h>

#include <exception>
#include <stdexcept>
#include <vector>

#include "http/connection.hpp"

namespace hotline::http {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

constexpr int kBacklog = 1024;
// When the process is out of descriptors, accepting again at once would only spin.
constexpr auto kAcceptPause = 100ms;
// So many may be told that there are too many, and so many of one address; the others are just closed.
constexpr std::size_t kTurnedAwayAtOnce = 256;
constexpr std::size_t kTurnedAwayOfAddress = 16;

[[noreturn]] void cannot_listen(const HttpSettings& settings, const std::string& why) {
    throw std::runtime_error("cannot listen on " + settings.host + ":" + std::to_string(settings.port) + ": " + why);
}

tcp::acceptor bind(asio::io_context& io, const HttpSettings& settings) {
    error_code failed;
    const auto address = asio::ip::make_address(settings.host, failed);
    if (failed) cannot_listen(settings, "not an IP address");
    const tcp::endpoint endpoint(address, settings.port);
    tcp::acceptor acceptor(io);
    const int on = 1;
    const auto require = [&] {
        if (failed) cannot_listen(settings, failed.message());
    };
    acceptor.open(endpoint.protocol(), failed);
    require();
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
        cannot_listen(settings, "SO_REUSEPORT is not supported");
    }
    acceptor.set_option(tcp::acceptor::reuse_address(true), failed);
    require();
    acceptor.bind(endpoint, failed);
    require();
    acceptor.listen(kBacklog, failed);
    require();
    return acceptor;
}

}  // namespace

struct Listener::State {
    State(asio::io_context& io, HttpSettings settings, const Router& router, telemetry::Metrics& metrics,
          telemetry::Log& log)
        : acceptor(bind(io, settings)),
          pause(io),
          context(std::make_shared<ConnectionContext>(io, std::move(settings), router, metrics, log)) {}

    void report(const std::exception_ptr& bug) const {
        context->metrics.unhandled_exception("http");
        try {
            std::rethrow_exception(bug);
        } catch (const std::exception& exception) {
            context->log.error("unhandled_exception", {{"what", std::string_view(exception.what())}});
        } catch (...) {
            context->log.error("unhandled_exception");
        }
    }

    [[nodiscard]] AddressLimit::Place place_of(const tcp::socket& socket) const {
        error_code gone;
        const auto peer = socket.remote_endpoint(gone);
        if (gone || !context->settings.addresses) return {};
        return context->settings.addresses->take(peer.address());
    }

    void take(tcp::socket socket, const std::shared_ptr<State>& self) const {
        auto place = place_of(socket);
        const auto open = context->connections.size();
        const auto limit = context->settings.max_connections;
        const auto crowded = place.beyond_limit() > 0;
        if (open >= limit || crowded) context->metrics.http_connection_refused(open >= limit ? "total" : "address");
        if (open >= limit + kTurnedAwayAtOnce || place.beyond_limit() > kTurnedAwayOfAddress) return;
        const auto executor = socket.get_executor();
        auto connection = std::make_shared<Connection>(std::move(socket), context, std::move(place));
        const auto* why = open >= limit ? "There are too many connections"
                          : crowded     ? "There are too many connections from this address"
                                        : nullptr;
        spawn(executor,
              why == nullptr ? Connection::serve(std::move(connection))
                             : Connection::turn_away(std::move(connection), why),
              [self](const std::exception_ptr& bug) { self->report(bug); });
    }

    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::shared_ptr<ConnectionContext> context;
};

Listener::Listener(asio::io_context& io, HttpSettings settings, const Router& router, telemetry::Metrics& metrics,
                   telemetry::Log& log)
    : state_(std::make_shared<State>(io, std::move(settings), router, metrics, log)) {}

Listener::~Listener() { stop_accepting(); }

std::uint16_t Listener::port() const {
    error_code closed;
    return state_->acceptor.local_endpoint(closed).port();
}

void Listener::start() {
    spawn(state_->acceptor.get_executor(), accept(state_),
          [state = state_](const std::exception_ptr& bug) { state->report(bug); });
}

void Listener::stop_accepting() {
    error_code ignored;
    state_->acceptor.close(ignored);
    state_->pause.cancel();
}

Awaitable<void> Listener::accept(std::shared_ptr<State> state) {
    while (state->acceptor.is_open()) {
        auto [failed, socket] = co_await state->acceptor.async_accept(kAwait);
        if (!failed) {
            state->take(std::move(socket), state);
        } else if (state->acceptor.is_open() && failed != asio::error::connection_aborted) {
            state->context->log.warning("accept_failed", {{"reason", failed.message()}});
            state->pause.expires_after(kAcceptPause);
            co_await state->pause.async_wait(kAwait);
        }
    }
}

Awaitable<bool> Listener::drain(std::chrono::steady_clock::time_point deadline) {
    const auto context = state_->context;
    stop_accepting();
    context->draining = true;
    const auto open = [&context] { return std::vector(context->connections.begin(), context->connections.end()); };
    for (auto* connection : open()) connection->finish_up();
    while (!context->connections.empty() && std::chrono::steady_clock::now() < deadline) {
        context->all_closed.expires_at(deadline);
        co_await context->all_closed.async_wait(kAwait);
    }
    const auto all_ended = context->connections.empty();
    for (auto* connection : open()) connection->close();
    co_return all_ended;
}

}  // namespace hotline::http
