// Asks other services by HTTP (libcurl). What goes where, and what does not: http/transfer.hpp.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/allow_list.hpp"
#include "base/bounded_pool.hpp"

namespace hotline::http {

struct ClientSettings {
    std::string ca_file = {};  ///< PEM; empty: the system's authorities
    std::size_t threads = 4;
    int most_waiting = 32;
    std::chrono::milliseconds connect_within{5'000};
    std::chrono::milliseconds done_within{10'000};  ///< counted from the asking: waiting for a thread included
    std::size_t most_bytes = 256 * 1024;            ///< of a reply's body
    std::string when_too_busy = "too many people are logging in: try again";
};

struct ClientRequest {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};  ///< empty: GET, else POST
    std::string user = {};  ///< of HTTP Basic; empty: none
    std::string password = {};
    std::shared_ptr<const AllowList> allowed =
        {};                       ///< for addresses that somebody configured; null: any, by a proxy too
    bool cut_long_reply = false;  ///< its status is what counts; else too long is a failure
};

struct ClientReply {
    int status = 0;
    std::string body;
    std::optional<std::chrono::seconds> retry_after = {};  ///< of either form that Retry-After has; not negative
};

/// Thread-safe; shared by all. Works on threads of its own.
class Client {
public:
    explicit Client(ClientSettings settings);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Any status is a reply. kTooBusy; kProviderUnavailable with the reason, which is for the log: no connection, no
    /// trust, too slow, too long, or an address that no secret may be sent to. kBadConfiguration: the allow list does
    /// not let it through, so nothing was sent.
    [[nodiscard]] Awaitable<Result<ClientReply>> send(ClientRequest request);

    /// What runs is given up within a second, what comes is refused.
    void abandon() { abandoned_ = true; }
    /// The same, and waits. Before the executors of those who wait are gone.
    void stop();

private:
    [[nodiscard]] Result<ClientReply> exchange(const ClientRequest& request,
                                               std::chrono::steady_clock::time_point give_up) const;

    ClientSettings settings_;
    std::atomic<bool> abandoned_{false};
    BoundedPool pool_;
};

}  // namespace hotline::http
