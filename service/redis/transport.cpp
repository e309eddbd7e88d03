#include "redis/transport.hpp"

#include <sys/un.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

namespace hotline::redis {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// A look-up runs in a thread of Asio and cannot be stopped: it may outlive the attempt that asked for it.
struct LookUp {
    explicit LookUp(const Transport::Executor& executor) : resolver(executor) {}

    asio::ip::basic_resolver<tcp, Transport::Executor> resolver;
    error_code error;
    asio::ip::basic_resolver_results<tcp> found;
    bool done = false;
};

std::string failure(std::string_view what, const error_code& error) {
    return std::string(what) + ": " + error.message();
}

std::expected<asio::ssl::context, std::string> make_tls_context(const TlsSettings& settings) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    error_code error;
    if (SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION) != 1) {
        return std::unexpected(std::string("TLS 1.2 is not available"));
    }
    if (settings.verify) {
        context.set_verify_mode(asio::ssl::verify_peer, error);
        if (!settings.ca_file.empty()) {
            context.load_verify_file(settings.ca_file, error);
        } else {
            context.set_default_verify_paths(error);
        }
        if (error) return std::unexpected(failure("TLS: the CA certificates cannot be loaded", error));
    }
    if (!settings.certificate_file.empty()) {
        context.use_certificate_chain_file(settings.certificate_file, error);
        if (error) return std::unexpected(failure("TLS: the client certificate cannot be loaded", error));
        context.use_private_key_file(settings.key_file, asio::ssl::context::pem, error);
        if (error) return std::unexpected(failure("TLS: the client key cannot be loaded", error));
    }
    return context;
}

}  // namespace

Awaitable<Transport::Opened> Transport::open(const LinkSettings& settings) {
    const auto self = shared_from_this();
    set_limit(settings.connect_timeout);
    if (auto connected = co_await connect(settings.endpoint); !connected) co_return ended(std::move(connected));
    if (settings.tls.enabled) {
        if (auto agreed = co_await agree_on_tls(settings); !agreed) co_return ended(std::move(agreed));
    }
    co_return ended({});
}

void Transport::set_limit(std::chrono::milliseconds limit) {
    opening_ = true;
    limit_.expires_after(limit);
    limit_.async_wait([self = shared_from_this()](const error_code& error) {
        if (error || !self->opening_) return;
        self->timed_out_ = true;
        self->close();
    });
}

Transport::Opened Transport::ended(Opened outcome) {
    opening_ = false;
    limit_.cancel();
    if (timed_out_) return std::unexpected(std::string("connecting took too long"));
    if (closed_) return std::unexpected(std::string("connecting was given up"));
    return outcome;
}

Awaitable<Transport::Opened> Transport::connect(const Endpoint& endpoint) {
    if (endpoint.unix_path.empty()) co_return co_await connect_tcp(endpoint);
    if (endpoint.unix_path.size() >= sizeof(sockaddr_un::sun_path)) {
        co_return std::unexpected(std::string("the path of the unix socket is too long"));
    }
    co_return co_await connect_to(asio::local::stream_protocol::endpoint(endpoint.unix_path));
}

Awaitable<Transport::Opened> Transport::connect_tcp(const Endpoint& endpoint) {
    const auto look_up = std::make_shared<LookUp>(executor_);
    found_.expires_at(Timer::time_point::max());
    look_up->resolver.async_resolve(endpoint.host, std::to_string(endpoint.port), tcp::resolver::numeric_service,
                                    [look_up, self = shared_from_this()](const error_code& error, auto found) {
                                        look_up->done = true;
                                        look_up->error = error;
                                        look_up->found = std::move(found);
                                        self->found_.cancel();
                                    });
    co_await found_.async_wait(kAwait);
    if (!look_up->done) co_return std::unexpected(std::string("the name was not looked up in time"));
    if (look_up->error) co_return std::unexpected(failure("the name cannot be looked up", look_up->error));
    Opened opened = std::unexpected(std::string("the name has no address"));
    for (const auto& candidate : look_up->found) {
        opened = co_await connect_to(candidate.endpoint());
        if (closed_) break;
        if (!opened) continue;
        error_code ignored;  // options only: without them it works, slower
        socket_.set_option(tcp::no_delay(true), ignored);
        socket_.set_option(asio::socket_base::keep_alive(true), ignored);
        break;
    }
    co_return opened;
}

Awaitable<Transport::Opened> Transport::connect_to(asio::generic::stream_protocol::endpoint address) {
    error_code ignored;
    socket_.close(ignored);  // the previous candidate's
    const auto [error] = co_await socket_.async_connect(address, kAwait);
    if (error) co_return std::unexpected(failure("cannot connect", error));
    co_return Opened{};
}

Awaitable<Transport::Opened> Transport::agree_on_tls(const LinkSettings& settings) {
    // Read anew for each connection: a renewed certificate needs no restart.
    auto context = make_tls_context(settings.tls);
    if (!context) co_return std::unexpected(std::move(context).error());
    tls_context_.emplace(std::move(*context));
    tls_.emplace(socket_, *tls_context_);
    const auto& name = settings.tls.server_name.empty() ? settings.endpoint.host : settings.tls.server_name;
    error_code error;
    if (settings.tls.verify) tls_->set_verify_callback(asio::ssl::host_name_verification(name), error);
    asio::ip::make_address(name, error);
    const bool is_name = error.failed();  // SNI knows only names
    if (is_name) SSL_set_tlsext_host_name(tls_->native_handle(), name.c_str());
    const auto [refused] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
    if (refused) co_return std::unexpected(failure("TLS", refused));
    co_return Opened{};
}

void Transport::close() {
    closed_ = true;
    error_code ignored;
    socket_.close(ignored);
    found_.cancel();
}

}  // namespace hotline::redis
