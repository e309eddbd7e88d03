// One message by one channel, once. When to try again, and whether at all, is for whoever asks.
#pragma once

#include <memory>
#include <string>

#include "base/allow_list.hpp"
#include "base/async.hpp"
#include "base/clock.hpp"
#include "http/client.hpp"
#include "notify/mail_client.hpp"
#include "notify/message.hpp"

namespace hotline::notify {

struct SenderSettings {
    std::string ca_file = {};  ///< PEM; empty: the system's authorities
    std::size_t threads = 4;   ///< for webhooks and robots
    std::size_t mail_threads = 2;
    int most_waiting = 64;  ///< of each of the two; beyond: retry
    std::chrono::milliseconds connect_within{5'000};
    std::chrono::milliseconds done_within{15'000};       ///< of webhooks and robots; waiting for a thread included
    std::chrono::milliseconds mail_done_within{30'000};  ///< the same of e-mails
};

/// Thread-safe; shared by all. Works on threads of its own (libcurl), so whoever waits holds nobody up; e-mails and the
/// others do not wait for each other.
///
/// https only, smtps or STARTTLS only, but for loopback where the allow list has it. No redirects, no proxies of the
/// environment: the address that is connected to is the receiver's, and the allow list is asked about it as the
/// connection is made. A reply that does not come, or not whole, is a retry: the receiver may have the message already,
/// and tells duplicates by its key.
class Sender {
public:
    explicit Sender(const SenderSettings& settings);

    /// Never fails but by what it returns. `now` is the instant of the world (Clock::in_world), which signatures carry.
    /// `allowed` is that of the configuration in force; null: public addresses, every name.
    [[nodiscard]] Awaitable<Attempt> send(Destination destination, Message message, Instant now,
                                          std::shared_ptr<const AllowList> allowed);

    /// What runs is given up within a second, what comes is refused; both say retry.
    void abandon();
    /// The same, and waits. Before the executors of those who wait are gone.
    void stop();

private:
    http::Client client_;
    MailClient mail_;
};

/// What is wrong with a destination that somebody configured, as far as can be told without asking anybody. kBad-
/// Configuration about "url", "secret" or "from": for the configuration's reader.
[[nodiscard]] Result<void> check(const Destination& destination);

}  // namespace hotline::notify
