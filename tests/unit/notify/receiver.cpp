#include "receiver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <sstream>
#include <stdexcept>

namespace hotline::notify::test {
namespace {

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

}  // namespace

std::string Received::header(std::string_view name) const {
    std::istringstream lines(head);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(std::string(name) + ": "))
            return line.substr(name.size() + 2, line.size() - name.size() - 3);
    }
    return {};
}

Receiver::Receiver(std::string answer, Manner manner)
    : answer_(std::move(answer)), manner_(manner), listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listening_, 16) != 0 ||
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no port to receive on");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

Receiver::~Receiver() {
    stopping_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
}

std::vector<Received> Receiver::received() {
    const std::lock_guard lock(mutex_);
    return received_;
}

void Receiver::serve() {
    while (!stopping_) {
        const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        serve_one(socket);
        ::close(socket);
    }
}

void Receiver::serve_one(int socket) {
    if (manner_ != Manner::kGreets && !read_request(socket)) return;
    switch (manner_) {
        case Manner::kGreets:
        case Manner::kAnswers: send_all(socket, answer_); return;
        case Manner::kResets: {
            const linger now{.l_onoff = 1, .l_linger = 0};
            ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
            return;
        }
        case Manner::kSaysNothing: {
            char byte = 0;
            while (!stopping_ && ::recv(socket, &byte, 1, 0) > 0) {
            }
            return;
        }
        case Manner::kDrips: drip(socket); return;
    }
}

void Receiver::drip(int socket) const {
    for (const char byte : answer_) {
        pollfd closed{socket, POLLRDHUP, 0};
        if (stopping_ || ::poll(&closed, 1, 20) != 0 || ::send(socket, &byte, 1, MSG_NOSIGNAL) != 1) return;
    }
}

bool Receiver::read_request(int socket) {
    std::string text;
    std::array<char, 4096> bytes{};
    const auto more = [&] {
        const auto size = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (size > 0) text.append(bytes.data(), static_cast<std::size_t>(size));
        return size > 0;
    };
    while (!text.contains("\r\n\r\n")) {
        if (!more()) return false;
    }
    const auto end = text.find("\r\n\r\n");
    Received received{text.substr(0, end + 2), {}};
    const auto length = received.header("Content-Length");
    const auto size = length.empty() ? 0 : std::stoul(length);
    while (text.size() < end + 4 + size) {
        if (!more()) return false;
    }
    received.body = text.substr(end + 4);
    const std::lock_guard lock(mutex_);
    received_.push_back(std::move(received));
    return true;
}

std::string answer(const std::string& status, std::string_view body, std::string_view headers) {
    return "HTTP/1.1 " + status + "\r\n" + std::string(headers) + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + std::string(body);
}

}  // namespace hotline::notify::test
