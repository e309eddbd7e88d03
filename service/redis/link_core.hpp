// The part of a link that outlives it for a moment, when the link goes while its loop is suspended.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "redis/backoff.hpp"
#include "redis/link.hpp"
#include "redis/session.hpp"

namespace hotline::redis {

class Link::Core : public std::enable_shared_from_this<Core> {
public:
    Core(const Executor& executor, LinkSettings settings, LinkObserver& observer);

    void start();
    [[nodiscard]] Awaitable<void> stop();
    /// The link is being destroyed: whatever waits is destroyed, and the observer is not called again.
    void abandon();

    [[nodiscard]] bool connected() const { return up_ && up_->alive(); }
    [[nodiscard]] Awaitable<bool> until_connected(std::chrono::milliseconds limit);
    /// As Session::queue, and also tells the observer of calls that were refused.
    [[nodiscard]] std::optional<Error> queue(Waiter& waiter, std::span<const Command> commands);
    [[nodiscard]] const LinkCounters& counters() const { return *counters_; }

private:
    using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;
    using Greeted = std::expected<void, std::string>;

    [[nodiscard]] static Awaitable<void> run(std::shared_ptr<Core> core);
    [[nodiscard]] Awaitable<std::string> connect_and_serve();
    [[nodiscard]] Awaitable<Greeted> greet(Session& session);
    [[nodiscard]] Awaitable<Greeted> log_in(Session& session);
    [[nodiscard]] static Awaitable<std::vector<Result<Reply>>> ask(Session& session,
                                                                   const std::vector<Command>& commands);
    void come_up(std::shared_ptr<Session> session);
    void finish();
    void drop_sessions();

    Executor executor_;
    LinkSettings settings_;
    LinkObserver silent_;
    LinkObserver* observer_;
    std::shared_ptr<LinkCounters> counters_ = std::make_shared<LinkCounters>();
    Backoff backoff_;
    Timer pause_;
    Timer finished_;
    std::shared_ptr<Transport> transport_;  // being opened or in use
    std::shared_ptr<Session> session_;      // greeting or up
    std::shared_ptr<Session> up_;           // greeted: takes calls
    std::vector<Timer*> waiting_for_up_;
    bool running_ = false;
    bool stopping_ = false;
};

}  // namespace hotline::redis
