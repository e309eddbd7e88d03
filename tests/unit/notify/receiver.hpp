// A receiver of HTTP requests on a loopback port that answers what it is told to, or does worse.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace hotline::notify::test {

struct Received {
    std::string head;  ///< request line and header
    std::string body;

    [[nodiscard]] std::string line() const { return head.substr(0, head.find('\r')); }
    /// Empty when it is not there.
    [[nodiscard]] std::string header(std::string_view name) const;
};

class Receiver {
public:
    enum class Manner {
        kAnswers,
        kResets,       ///< once it has read the request
        kSaysNothing,  ///< and keeps the connection
        kDrips,        ///< the answer, a byte each 20 ms
        kGreets,       ///< with the answer, before anything is said, and hears no more
    };

    explicit Receiver(std::string answer, Manner manner = Manner::kAnswers);
    ~Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;

    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }
    /// What has come so far, each before it was answered.
    [[nodiscard]] std::vector<Received> received();

private:
    void serve();
    void serve_one(int socket);
    bool read_request(int socket);
    void drip(int socket) const;

    std::string answer_;
    Manner manner_;
    int listening_;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::vector<Received> received_;
    std::thread thread_;
};

/// "HTTP/1.1 <status>" with a body and its length.
[[nodiscard]] std::string answer(const std::string& status, std::string_view body, std::string_view headers = "");

}  // namespace hotline::notify::test
