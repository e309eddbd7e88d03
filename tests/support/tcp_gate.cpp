#include "support/tcp_gate.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <optional>
#include <random>
#include <vector>

#include "base/async.hpp"

namespace hotline::test {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Socket = asio::generic::stream_protocol::socket;

asio::generic::stream_protocol::endpoint address_of(const std::string& server) {
    if (server.starts_with('/')) return asio::local::stream_protocol::endpoint(server);
    return tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::stoul(server)));
}

}  // namespace

struct TcpGate::State {
    State(const std::string& server_address, std::uint64_t seed)
        : server(address_of(server_address)),
          acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          port(acceptor.local_endpoint().port()),
          mode_changed(io, asio::steady_timer::time_point::max()),
          random(seed) {}

    asio::io_context io{1};
    asio::generic::stream_protocol::endpoint server;
    tcp::acceptor acceptor;
    const std::uint16_t port;
    asio::steady_timer mode_changed;
    std::mt19937_64 random;
    Mode mode = Mode::kPass;
    std::string garbage = "%not RESP\r\n";
    std::size_t cut_min = 0;
    std::size_t cut_max = 0;
    std::vector<std::weak_ptr<Connection>> open;
    std::atomic<std::size_t> accepted = 0;
    std::atomic<std::size_t> cut = 0;
};

struct TcpGate::Connection : std::enable_shared_from_this<Connection> {
    Connection(State& gate, Socket accepted) : state(gate), client(std::move(accepted)), server(gate.io) {
        if (gate.cut_max == 0) return;
        budget = std::uniform_int_distribution(gate.cut_min, gate.cut_max)(gate.random);
        counts_client = gate.accepted % 2 == 0;
    }

    State& state;
    Socket client;
    Socket server;
    std::optional<std::size_t> budget;  // bytes until the cut
    bool counts_client = false;         // those the client sends; else those of the server

    // Sometimes with a reset: then what is still in the peer's receive buffer may be lost as well.
    void close() {
        boost::system::error_code ignored;
        if (state.random() % 2 == 0) client.set_option(asio::socket_base::linger(true, 0), ignored);
        client.close(ignored);
        server.close(ignored);
    }

    static asio::awaitable<void> serve(std::shared_ptr<Connection> self) {
        const auto [error] = co_await self->server.async_connect(self->state.server, kAwait);
        if (error) co_return self->close();
        asio::co_spawn(self->state.io, pump(self, self->client, self->server), asio::detached);
        asio::co_spawn(self->state.io, pump(self, self->server, self->client), asio::detached);
    }

    static asio::awaitable<void> pump(std::shared_ptr<Connection> self, Socket& from, Socket& to) {
        std::array<char, 16 * 1024> buffer;
        while (true) {
            while (self->state.mode == Mode::kStall) co_await self->state.mode_changed.async_wait(kAwait);
            const auto [error, size] = co_await from.async_read_some(asio::buffer(buffer), kAwait);
            while (self->state.mode == Mode::kStall) co_await self->state.mode_changed.async_wait(kAwait);
            if (error || !co_await self->forward(from, to, std::string_view(buffer.data(), size))) break;
        }
        self->close();
    }

    asio::awaitable<bool> forward(Socket& from, Socket& to, std::string_view bytes) {
        const bool from_client = &from == &client;
        if (state.mode == Mode::kHalfOpen) co_return true;
        if (state.mode == Mode::kGarbage) co_return !from_client || co_await send(client, state.garbage);
        const bool counted = budget && from_client == counts_client;
        if (counted && *budget <= bytes.size()) {
            co_await send(to, bytes.substr(0, *budget));
            if (client.is_open()) ++state.cut;
            co_return false;
        }
        if (counted) *budget -= bytes.size();
        co_return co_await send(to, bytes);
    }

    asio::awaitable<bool> send(Socket& to, std::string_view bytes) {
        const auto step = state.mode == Mode::kByteByByte ? std::size_t{1} : std::max(bytes.size(), std::size_t{1});
        while (!bytes.empty()) {
            const auto piece = bytes.substr(0, step);
            const auto [error, size] = co_await asio::async_write(to, asio::buffer(piece), kAwait);
            if (error) co_return false;
            bytes.remove_prefix(piece.size());
        }
        co_return true;
    }

    static asio::awaitable<void> accept(State& state) {
        while (true) {
            auto [error, socket] = co_await state.acceptor.async_accept(kAwait);
            if (error) co_return;
            ++state.accepted;
            if (state.mode == Mode::kRefuse) continue;
            boost::system::error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            const auto connection = std::make_shared<Connection>(state, std::move(socket));
            std::erase_if(state.open, [](const auto& old) { return old.expired(); });
            state.open.push_back(connection);
            asio::co_spawn(state.io, serve(connection), asio::detached);
        }
    }
};

TcpGate::TcpGate(const std::string& server) : TcpGate(server, std::random_device{}()) {}

TcpGate::TcpGate(const std::string& server, std::uint64_t seed) : state_(std::make_shared<State>(server, seed)) {
    std::printf("gate on port %u, seed %llu\n", static_cast<unsigned>(port()), static_cast<unsigned long long>(seed));
    asio::co_spawn(state_->io, Connection::accept(*state_), asio::detached);
    thread_ = std::thread([state = state_] { state->io.run(); });
}

TcpGate::~TcpGate() {
    state_->io.stop();
    thread_.join();
}

std::uint16_t TcpGate::port() const { return state_->port; }

void TcpGate::set_mode(Mode mode) {
    asio::post(state_->io, asio::use_future([this, mode] {
                   state_->mode = mode;
                   state_->mode_changed.cancel();
               }))
        .get();
}

void TcpGate::set_garbage(std::string bytes) {
    asio::post(state_->io, asio::use_future([this, &bytes] { state_->garbage = std::move(bytes); })).get();
}

void TcpGate::cut_randomly(std::size_t min, std::size_t max) {
    asio::post(state_->io, asio::use_future([this, min, max] {
                   state_->cut_min = min;
                   state_->cut_max = max;
               }))
        .get();
}

void TcpGate::cut_now() {
    asio::post(state_->io, asio::use_future([this] {
                   for (const auto& open : state_->open) {
                       if (const auto connection = open.lock()) connection->close();
                   }
               }))
        .get();
}

std::size_t TcpGate::connections() const { return state_->accepted; }

std::size_t TcpGate::cuts() const { return state_->cut; }

}  // namespace hotline::test
