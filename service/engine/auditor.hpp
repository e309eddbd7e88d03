// The safety net under the commits (DESIGN §5): again and again it computes from every ticket where it should be listed
// and when its timer should be set, mends what is otherwise, counts it, and says that it is still looking. On its way
// it counts the promises that come near.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <tuple>

#include "desk/desk.hpp"
#include "desk/inspector.hpp"
#include "store/listings.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Lives on one thread. Every node may run one: what one has mended the others find in order.
///
/// A cycle looks at all tickets that are going on, and at so many of those that have ended as its share allows; the
/// next one goes on with these where it stopped. When the configuration is not the one of the cycle before (as at the
/// start), a cycle looks at all tickets and sets the timers anew under the new rules, which is no mismatch.
class Auditor {
public:
    struct Parts {
        ListingReader& listings;
        TicketStore& store;
        Presence& presence;
        Desk& desk;
        const Clock& clock;
        const Clock& world;  ///< of the heartbeat, which others compare with their own clocks
        telemetry::Metrics& metrics;
        telemetry::Log& log;
    };
    struct Pace {
        std::chrono::milliseconds period{
            60'000};             ///< from the beginning of a cycle to that of the next; the world's time
        int per_cycle = 12'000;  ///< tickets; those that are going on are looked at however many they are
        int per_second = 200;
        int per_second_anew = 20'000;            ///< after a change of the configuration
        std::chrono::milliseconds late{10'000};  ///< the world's time that a step may be late
    };

    Auditor(boost::asio::io_context& io, Parts parts, Pace pace);

    /// Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();
    /// Begins a cycle at once; one that is under way is given up. On the auditor's thread.
    void wake();

    /// kStoreUnavailable, kTooBusy, kOutcomeUnknown: the next one does it.
    [[nodiscard]] Awaitable<Result<void>> cycle();

private:
    using Risks = std::map<std::tuple<std::string, std::string, int>, long long>;

    [[nodiscard]] Awaitable<Result<void>> audit_partition(int partition);
    [[nodiscard]] Awaitable<Result<void>> audit_ended(const Listings& listings, const std::vector<long long>& going_on,
                                                      long long last);
    [[nodiscard]] Awaitable<Result<void>> audit(const Listings& listings, std::vector<long long> serials,
                                                bool going_on);
    [[nodiscard]] Awaitable<Result<void>> check_late(Ticket ticket, Wake wake);
    void report(const Finding& finding);
    void count_risks(const Ticket& ticket);
    void publish_risks();
    [[nodiscard]] Awaitable<void> pause(std::size_t tickets);
    [[nodiscard]] bool given_up() const { return woken_ || !running_; }

    Parts parts_;
    Pace pace_;
    boost::asio::steady_timer sleep_;
    bool running_ = true;
    bool woken_ = false;

    // Of the cycle that runs.
    std::shared_ptr<const Rulebook> rules_;
    bool anew_ = true;
    long long left_ = 0;  ///< of its share
    long long recomputed_ = 0;
    Risks risks_;

    // From one cycle to the next.
    std::string version_;  ///< of the configuration that all timers were last set under
    int next_partition_ = 0;
    long long next_serial_ = 1;
    std::map<int, std::vector<std::string>> sets_;
};

}  // namespace hotline
