// One exchange with another service by libcurl, whatever the protocol: what all of them are held to.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "base/allow_list.hpp"
#include "base/error.hpp"

namespace hotline::http {

struct TransferLimits {
    std::string ca_file = {};  ///< PEM; empty: the system's authorities
    std::chrono::milliseconds connect_within{5'000};
    std::chrono::steady_clock::time_point give_up;  ///< the whole of it
};

struct Schemes {
    std::string tls, plain;        ///< "https" and "http", "smtps" and "smtp"
    bool plain_turns_tls = false;  ///< by the protocol's own doing (STARTTLS), which whoever asks insists on
};

/// For the sources that speak a protocol by libcurl (tests/unit/layers says which they are). One exchange, one thread.
///
/// TLS is checked (1.2 at least). Redirects are not followed: whoever asks has checked the address. Without an allow
/// list, what is not encrypted goes to this machine only, and proxies are those of the environment (https_proxy,
/// no_proxy). With one, there are no proxies, so that the address which is connected to is the receiver's; each is
/// checked as the socket is made, after the name was resolved, so nothing can change between check and use
/// (DNS re-binding); and what is not encrypted goes to loopback only, by whatever name, if the list allows that.
class Transfer {
public:
    /// What is running is given up within about a second once `abandoned` is set.
    Transfer(TransferLimits limits, const std::atomic<bool>& abandoned, std::shared_ptr<const AllowList> allowed);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// kBadConfiguration, with an allow list only: this address is never asked. kProviderUnavailable: not possible now.
    /// The detail is for the log, and holds nothing of the address but host or IP address.
    [[nodiscard]] Result<void> begin(const std::string& url, const Schemes& schemes);

    /// libcurl's handle, after begin(), for what only one protocol has.
    [[nodiscard]] void* handle() const { return handle_; }

    /// Errors as of begin(). `code`, where given, gets libcurl's, whose kinds differ by protocol.
    [[nodiscard]] Result<void> perform(int* code = nullptr);

private:
    struct Sockets;
    [[nodiscard]] Result<void> check(const std::string& url, const Schemes& schemes);
    [[nodiscard]] Result<void> check_with_list(const Schemes& schemes);
    void limit(std::chrono::milliseconds left, const Schemes& schemes);

    TransferLimits limits_;
    const std::atomic<bool>& abandoned_;
    std::shared_ptr<const AllowList> allowed_;
    std::unique_ptr<Sockets> sockets_;
    void* url_ = nullptr;         // as libcurl reads it: nobody else's reading is checked
    void* handle_ = nullptr;      // null until begun
    bool only_loopback_ = false;  // with an allow list: not encrypted
    bool no_proxy_ = false;
};

}  // namespace hotline::http
