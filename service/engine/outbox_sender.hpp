// Sends what the outbox holds (DESIGN §9): at least once, each message again until it has arrived, need not be said any
// more, or has been given up. Any number of nodes share the work; what one of them took and did not finish is taken
// over.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "base/allow_list.hpp"
#include "domain/rulebook.hpp"
#include "engine/circuit.hpp"
#include "notify/sender.hpp"
#include "store/outage_log.hpp"
#include "store/outbox.hpp"
#include "store/ticket_store.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// What messages go out under: exchanged as a whole with the configuration.
struct Dispatch {
    std::shared_ptr<const Rulebook> rules;
    std::map<std::string, notify::Destination, std::less<>> destinations = {};  ///< by channel
    std::shared_ptr<const AllowList> allowed = {};
};

class OutboxSender {
public:
    struct Parts {
        TicketStore& store;
        Outbox& outbox;
        OutageLog& outages;
        notify::Sender& sender;
        const Clock& world;
        telemetry::Metrics& metrics;
        telemetry::Log& log;
        std::function<std::shared_ptr<const Dispatch>()> dispatch;
        /// Where a recipient gets on with what a message is about; empty: the ticket's page.
        std::function<std::string(const Delivery&)> link;
    };
    /// A message that is sent is nobody else's for so long: longer than the longest try.
    static constexpr std::chrono::seconds kTakenFor{45};
    static constexpr std::chrono::milliseconds kSweep{250};
    static constexpr int kMostOfChannel = 4;  ///< under way at a time
    static constexpr int kMost = 16;

    OutboxSender(boost::asio::io_context& io, Parts parts);

    /// Until stop(), and what is under way then has ended.
    [[nodiscard]] Awaitable<void> run();
    void stop();
    /// Something is due. On the sender's thread.
    void wake();

private:
    /// How many messages, all and by channel. What still counts in it may be destroyed after the sender.
    struct UnderWay {
        int all = 0;
        std::map<std::string, int, std::less<>> of_channel = {};
    };
    class Counted;
    using Group = std::vector<DueDelivery>;

    [[nodiscard]] Awaitable<Result<void>> cycle();
    [[nodiscard]] Awaitable<Result<void>> look_at(std::string channel);
    [[nodiscard]] Awaitable<Result<void>> look_for_outage();
    [[nodiscard]] Circuit& circuit_of(const std::string& channel);
    /// How many more of the channel may be sent now.
    [[nodiscard]] int room_for(const std::string& channel);
    /// What of it is told one by one; the rest of a storm has been folded or put off.
    [[nodiscard]] Awaitable<Result<std::vector<DueDelivery>>> thin_out(std::vector<DueDelivery> due);
    [[nodiscard]] Awaitable<Result<Group>> thin_out_group(std::string name, Group group);
    [[nodiscard]] Awaitable<Result<void>> fold(Group group);
    [[nodiscard]] Awaitable<Result<void>> put_off(Group group, std::chrono::milliseconds until);
    void begin(TakenDelivery taken);
    [[nodiscard]] Awaitable<void> deliver(TakenDelivery taken, Counted counted);
    [[nodiscard]] Awaitable<Result<void>> try_once(TakenDelivery taken);
    /// Nothing: there is nothing left to say of it, and why.
    [[nodiscard]] Awaitable<Result<std::optional<Ticket>>> ticket_to_tell(Delivery& delivery, std::string& settled);
    [[nodiscard]] Result<notify::Message> message_of(const Delivery& delivery, const Ticket& ticket,
                                                     const Rulebook& rules) const;
    [[nodiscard]] Awaitable<Result<void>> conclude(TakenDelivery taken, notify::Attempt attempt);
    [[nodiscard]] Awaitable<Result<void>> fail_once(TakenDelivery taken, notify::Attempt attempt);
    [[nodiscard]] std::chrono::milliseconds backoff(int attempts, const RetryRule& rule);
    [[nodiscard]] Awaitable<void> measure();

    boost::asio::io_context& io_;
    Parts parts_;
    boost::asio::steady_timer sleep_;
    std::shared_ptr<UnderWay> under_way_ = std::make_shared<UnderWay>();
    std::map<std::string, Circuit, std::less<>> circuits_;
    std::minstd_rand dice_{std::random_device{}()};
    std::chrono::steady_clock::time_point measured_{};
    std::chrono::steady_clock::time_point outage_looked_at_{};
    bool outage_ = false;
    bool running_ = true;
    bool woken_ = false;
};

}  // namespace hotline
