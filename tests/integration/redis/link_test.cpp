#include "redis/link.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "link_fixture.hpp"

namespace hotline::redis {
namespace {

TEST_F(LinkTest, AnswersOverAUnixSocket) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto set = co_await link.call(Command("SET").arg("k").arg(std::string("\0\r\n", 3)));
        EXPECT_TRUE(set && set->kind == Reply::Kind::kStatus);
        const auto got = co_await link.call(Command("GET").arg("k"));
        EXPECT_TRUE(got && got->text == std::string("\0\r\n", 3));
        const auto nothing = co_await link.call(Command("GET").arg("none"));
        EXPECT_TRUE(nothing && nothing->is_nil());
    });
    EXPECT_EQ(observer_.calls["GET"], 2);
    EXPECT_EQ(observer_.connected, 1);
}

TEST_F(LinkTest, AnErrorOfRedisIsAReply) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto reply = co_await link.call(Command("NO_SUCH_COMMAND"));
        EXPECT_TRUE(reply && reply->error_code() == "ERR");
    });
    EXPECT_EQ(observer_.failed, 1);
}

TEST_F(LinkTest, AnswersABatchInOrder) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        std::vector<Command> commands;
        for (int i = 0; i < 100; ++i) commands.push_back(Command("INCR").arg("n"));
        const auto replies = co_await link.call_all(std::move(commands));
        EXPECT_EQ(replies.size(), 100U);
        for (std::size_t i = 0; i < replies.size(); ++i) {
            EXPECT_TRUE(replies[i] && replies[i]->integer == static_cast<long long>(i) + 1);
        }
        EXPECT_TRUE((co_await link.call_all({})).empty());
    });
}

TEST_F(LinkTest, CallsOfOneTurnLeaveInOneWrite) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    constexpr int kCalls = 1000;
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto writes_before = link.counters().writes;
        Countdown all(io_, kCalls);
        for (int i = 0; i < kCalls; ++i) {
            spawn([](LinkTest&, Link& to, Countdown& done, int number) -> Awaitable<void> {
                const auto text = std::to_string(number);
                const auto reply = co_await to.call(Command("ECHO").arg(text));
                EXPECT_TRUE(reply && reply->text == text);
                done.arrive();
            }(*this, link, all, i));
        }
        co_await all.wait();
        EXPECT_LE(link.counters().writes - writes_before, 5U);
    });
}

TEST_F(LinkTest, TellsWaitingToBeSentFromWaitingForTheAnswer) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await link.call(Command("BLPOP").arg("nothing").arg("0.2"));
        EXPECT_GE(observer_.last.took, 200ms);
        EXPECT_LT(observer_.last.waited, 100ms);
        // Somebody is busy between the call and its being sent.
        boost::asio::post(io_, [] { std::this_thread::sleep_for(200ms); });
        Countdown answered(io_, 1);
        spawn([](Link& to, Countdown& done) -> Awaitable<void> {
            EXPECT_TRUE(co_await to.call(Command("ECHO").arg("late")));
            done.arrive();
        }(link, answered));
        co_await answered.wait();
        EXPECT_GE(observer_.last.waited, 200ms);
        EXPECT_LT(observer_.last.took - observer_.last.waited, 100ms);
    });
}

TEST_F(LinkTest, CarriesLargeValues) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await expect_echo(link, std::string(20'000'000, 'x'));
        co_await expect_echo(link, "small again");
    });
}

TEST_F(LinkTest, WithoutALinkNothingIsSent) {
    LinkSettings settings;
    settings.endpoint.unix_path = "/nonexistent/redis.sock";
    auto& link = make_link(fast(settings));
    run([&]() -> Awaitable<void> {
        const auto reply = co_await link.call(Command("PING"));
        EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kStoreUnavailable);
        const auto replies = co_await link.call_all({Command("PING"), Command("PING")});
        EXPECT_TRUE(replies.size() == 2 && !replies[1] && replies[1].error().code == ErrorCode::kStoreUnavailable);
        co_await first_loss();
        EXPECT_FALSE(co_await link.until_connected(1ms));
    });
    EXPECT_FALSE(observer_.reasons.empty());
    EXPECT_EQ(observer_.calls["PING"], 3);
}

TEST_F(LinkTest, RefusesMoreThanItsQueueHolds) {
    const RedisServer server;
    auto settings = settings_for(server);
    settings.max_pending = 10;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        Countdown all(io_, 15);
        int done = 0;
        int busy = 0;
        for (int i = 0; i < 15; ++i) {
            spawn([](Link& to, Countdown& end, int& answered, int& refused) -> Awaitable<void> {
                const auto reply = co_await to.call(Command("PING"));
                if (reply) ++answered;
                if (!reply && reply.error().code == ErrorCode::kTooBusy) ++refused;
                end.arrive();
            }(link, all, done, busy));
        }
        co_await all.wait();
        EXPECT_EQ(done, 10);
        EXPECT_EQ(busy, 5);
        const auto too_many = co_await link.call_all(std::vector<Command>(11, Command("PING")));
        EXPECT_EQ(too_many[10].error().code, ErrorCode::kTooBusy);
        co_await expect_echo(link, "there is room again");
    });
}

TEST_F(LinkTest, StopFailsWhatIsPending) {
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        Countdown ended(io_, 1);
        spawn([](Link& to, Countdown& end) -> Awaitable<void> {
            const auto reply = co_await to.call(Command("BLPOP").arg("never").arg(0));
            EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kOutcomeUnknown);
            end.arrive();
        }(link, ended));
        // Another connection's view: the call has reached Redis.
        while (!server.ask({"CLIENT", "LIST"}).contains("cmd=blpop"))
            co_await boost::asio::post(io_, boost::asio::use_awaitable);
        co_await link.stop();
        co_await ended.wait();
        const auto late = co_await link.call(Command("PING"));
        EXPECT_TRUE(!late && late.error().code == ErrorCode::kStoreUnavailable);
        EXPECT_FALSE(co_await link.until_connected(5s));
    });
}

TEST_F(LinkTest, ACancelledCallDoesNotShiftTheRepliesOfOthers) {
    using namespace boost::asio::experimental::awaitable_operators;
    const RedisServer server;
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        boost::asio::steady_timer soon(io_, 5ms);
        const auto winner =
            co_await (link.call(Command("BLPOP").arg("q").arg("0.05")) || soon.async_wait(boost::asio::use_awaitable));
        EXPECT_EQ(winner.index(), 1U);
        co_await expect_echo(link, "mine");
    });
    EXPECT_TRUE(observer_.reasons.empty());
}

TEST_F(LinkTest, WaitingCoroutinesGoWithTheLoop) {
    const RedisServer server;
    auto alive = std::make_shared<int>(0);
    {
        boost::asio::io_context io;
        RecordingObserver observer;
        const auto link = std::make_shared<Link>(io.get_executor(), settings_for(server), observer);
        link->start();
        // The frame owns the link it waits for.
        boost::asio::co_spawn(
            io,
            [](boost::asio::io_context& loop, std::shared_ptr<Link> own, std::shared_ptr<int>) -> Awaitable<void> {
                co_await own->until_connected(5s);
                boost::asio::post(loop, [&loop] { loop.stop(); });
                co_await own->call(Command("BLPOP").arg("never").arg(0));
            }(io, link, alive),
            boost::asio::detached);
        io.run();
        EXPECT_EQ(alive.use_count(), 2);
    }
    EXPECT_EQ(alive.use_count(), 1);
}

TEST_F(LinkTest, WaitingCoroutinesGoWithTheLink) {
    const RedisServer server;
    auto alive = std::make_shared<int>(0);
    auto& link = make_link(settings_for(server));
    spawn([](boost::asio::io_context& loop, Link& to, std::shared_ptr<int>) -> Awaitable<void> {
        co_await to.until_connected(5s);
        boost::asio::post(loop, [&loop] { loop.stop(); });
        co_await to.call_all({Command("PING"), Command("BLPOP").arg("never").arg(0)});
    }(io_, link, alive));
    io_.run();
    EXPECT_EQ(alive.use_count(), 2);
    link_.reset();
    io_.restart();
    io_.run_for(kLimit);  // Asio destroys frames through their executor
    EXPECT_EQ(alive.use_count(), 1);
}

}  // namespace
}  // namespace hotline::redis
