// Hands e-mails to a mail server by SMTP (libcurl): over STARTTLS or TLS, with a log-in where there is one.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "base/allow_list.hpp"
#include "base/bounded_pool.hpp"
#include "notify/message.hpp"

namespace hotline::notify {

/// As http::ClientSettings.
struct MailSettings {
    std::string ca_file = {};
    std::size_t threads = 2;
    int most_waiting = 64;
    std::chrono::milliseconds connect_within{5'000};
    std::chrono::milliseconds done_within{30'000};  ///< servers look for spam before they accept
};

/// Thread-safe; shared by all. Works on threads of its own, so that a slow mail server holds up nothing else.
class MailClient {
public:
    explicit MailClient(MailSettings settings);
    ~MailClient();
    MailClient(const MailClient&) = delete;
    MailClient& operator=(const MailClient&) = delete;

    /// What the server says decides: accepted, delivered; 4xx, retry; 5xx to sender, recipient or text, refused. A
    /// server that refuses the log-in, offers no STARTTLS or is not trusted: retry, since somebody has to put that
    /// right and the message is not to blame.
    [[nodiscard]] Awaitable<Attempt> send(Destination destination, Message message, std::chrono::sys_seconds at,
                                          std::shared_ptr<const AllowList> allowed);

    /// What runs is given up within a second, what comes is refused.
    void abandon() { abandoned_ = true; }
    /// The same, and waits. Before the executors of those who wait are gone.
    void stop();

private:
    struct Letter;
    [[nodiscard]] Attempt hand_over(const Letter& letter, std::chrono::steady_clock::time_point give_up) const;

    MailSettings settings_;
    std::atomic<bool> abandoned_{false};
    BoundedPool pool_;
};

}  // namespace hotline::notify
