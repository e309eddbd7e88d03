#include "test_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <sstream>
#include <stdexcept>

namespace hotline::http {

telemetry::LogWriter LineCollector::writer() {
    return [this](std::string_view lines) {
        const std::lock_guard lock(mutex_);
        text_ += lines;
    };
}

std::vector<Json> LineCollector::lines(std::string_view event) {
    const std::lock_guard lock(mutex_);
    std::vector<Json> found;
    std::istringstream stream(text_);
    for (std::string line; std::getline(stream, line);) {
        auto json = Json::parse(line);
        if (json["event"] == event) found.push_back(std::move(json));
    }
    return found;
}

TestServer::TestServer(HttpSettings settings, const Router& router, telemetry::Metrics& metrics, telemetry::Log& log)
    : io_(1),
      listener_(std::make_unique<Listener>(io_, std::move(settings), router, metrics, log)),
      port_(listener_->port()) {
    listener_->start();
    thread_ = std::jthread([this] {
        const auto work = boost::asio::make_work_guard(io_);
        io_.run();
    });
}

TestServer::~TestServer() {
    io_.stop();
    thread_.join();
}

std::function<bool()> TestServer::drain(std::chrono::milliseconds within) {
    auto result = std::make_shared<std::promise<bool>>();
    const auto deadline = std::chrono::steady_clock::now() + within;
    boost::asio::co_spawn(io_, listener_->drain(deadline), [result](const std::exception_ptr& error, bool all_ended) {
        error ? result->set_exception(error) : result->set_value(all_ended);
    });
    return [future = std::make_shared<std::future<bool>>(result->get_future())] { return future->get(); };
}

std::string RawReply::header(std::string_view name) const {
    std::istringstream lines(head);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos || !equal_ignoring_case(std::string_view(line).substr(0, colon), name)) continue;
        return line.substr(colon + 2, line.size() - colon - 3);
    }
    return {};
}

struct RawClient::Tls {
    explicit Tls(int socket) : context(SSL_CTX_new(TLS_client_method())), ssl(SSL_new(context)) {
        std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a socket as to a file
        SSL_set_fd(ssl, socket);
        if (SSL_connect(ssl) != 1) ADD_FAILURE() << "no TLS";
    }
    ~Tls() {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

    SSL_CTX* context;
    SSL* ssl;
};

RawClient::RawClient(std::uint16_t port, bool tls) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    // Else the first request waits until the end of the handshake has been acknowledged, which takes 40 ms.
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect");
    }
    if (tls) tls_ = std::make_unique<Tls>(socket_);
}

RawClient::~RawClient() { ::close(socket_); }

std::string RawClient::certificate() const {
    unsigned char* bytes = nullptr;
    auto* certificate = SSL_get1_peer_certificate(tls_->ssl);
    const auto size = i2d_X509(certificate, &bytes);
    std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    X509_free(certificate);
    return der;
}

void RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ ? SSL_write(tls_->ssl, bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void RawClient::end() {
    if (tls_) SSL_shutdown(tls_->ssl);
    ::shutdown(socket_, SHUT_WR);
}

bool RawClient::receive() {
    std::array<char, 16384> bytes{};
    const auto size = tls_ ? SSL_read(tls_->ssl, bytes.data(), static_cast<int>(bytes.size()))
                           : ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size <= 0) return false;
    received_.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
}

std::optional<RawReply> RawClient::reply(bool head_only) {
    auto end = received_.find("\r\n\r\n");
    for (; end == std::string::npos; end = received_.find("\r\n\r\n")) {
        if (!receive()) return std::nullopt;
    }
    RawReply reply;
    reply.head = received_.substr(0, end + 2);
    received_.erase(0, end + 4);
    reply.status = std::stoi(reply.head.substr(9, 3));
    const auto length = reply.header("Content-Length");
    const auto size = head_only || length.empty() ? 0 : std::stoul(length);
    while (received_.size() < size) {
        if (!receive()) return std::nullopt;
    }
    reply.body = received_.substr(0, size);
    received_.erase(0, size);
    return reply;
}

bool RawClient::closed() { return received_.empty() && !receive(); }

RawReply RawClient::exchange(std::string_view bytes) {
    send(bytes);
    auto answer = reply();
    EXPECT_TRUE(answer) << "no reply";
    return answer.value_or(RawReply{});
}

}  // namespace hotline::http
