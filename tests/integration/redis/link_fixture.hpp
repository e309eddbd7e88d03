// A link on a loop of its own, and what it told its observer.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "redis/link.hpp"
#include "support/redis_server.hpp"
#include "support/tcp_gate.hpp"

namespace hotline::redis {

using namespace std::chrono_literals;
using test::RedisOptions;
using test::RedisServer;
using test::TcpGate;

class RecordingObserver : public LinkObserver {
public:
    void on_call(std::string_view command, const CallTimes& times, bool ok) override {
        ++calls[std::string(command)];
        if (!ok) ++failed;
        last = times;
    }
    void on_connected() override { ++connected; }
    void on_reconnect(std::string_view why) override {
        reasons.emplace_back(why);
        if (on_loss) on_loss();
    }

    std::map<std::string, int> calls;
    int failed = 0;
    int connected = 0;
    CallTimes last;
    std::vector<std::string> reasons;
    std::function<void()> on_loss;
};

inline LinkSettings fast(LinkSettings settings) {
    settings.backoff_min = 1ms;
    settings.backoff_max = 20ms;
    return settings;
}

inline LinkSettings settings_for(const RedisServer& server) {
    LinkSettings settings;
    settings.endpoint.unix_path = server.unix_path();
    return fast(settings);
}

inline LinkSettings settings_for(const TcpGate& gate) {
    LinkSettings settings;
    settings.endpoint.port = gate.port();
    return fast(settings);
}

/// Lets coroutines wait until `count` of them have arrived.
class Countdown {
public:
    Countdown(boost::asio::io_context& io, int count)
        : left_(count), timer_(io, boost::asio::steady_timer::time_point::max()) {}
    void arrive() {
        if (--left_ == 0) timer_.cancel();
    }
    Awaitable<void> wait() {
        boost::system::error_code ignored;
        if (left_ > 0) co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, ignored));
    }

private:
    int left_;
    boost::asio::steady_timer timer_;
};

class LinkTest : public ::testing::Test {
protected:
    static constexpr auto kLimit = 60s;

    Link& make_link(LinkSettings settings) {
        link_.emplace(io_.get_executor(), std::move(settings), observer_);
        link_->start();
        return *link_;
    }

    /// Runs `body` on the loop to its end, then stops the link.
    void run(std::function<Awaitable<void>()> body) {
        bool done = false;
        boost::asio::co_spawn(
            io_,
            [&]() -> Awaitable<void> {
                co_await body();
                if (link_) co_await link_->stop();
                done = true;
            },
            [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
        io_.run_for(kLimit);
        ASSERT_TRUE(done) << "not finished within the limit";
    }

    /// In the background of run().
    void spawn(Awaitable<void> task) {
        boost::asio::co_spawn(io_, std::move(task), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }

    /// Waits until the link has failed once; from the start of the test.
    Awaitable<void> first_loss() {
        if (!observer_.reasons.empty()) co_return;
        Countdown lost(io_, 1);
        observer_.on_loss = [&lost] { lost.arrive(); };
        co_await lost.wait();
        observer_.on_loss = nullptr;
    }

    Awaitable<void> expect_echo(Link& link, std::string text) {
        const auto reply = co_await link.call(Command("ECHO").arg(text));
        EXPECT_TRUE(reply) << (reply ? "" : reply.error().detail);
        if (reply) EXPECT_EQ(reply->text, text);
    }

    boost::asio::io_context io_{1};
    RecordingObserver observer_;
    std::optional<Link> link_;
};

}  // namespace hotline::redis
