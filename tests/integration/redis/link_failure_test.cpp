// What happens to calls when the way to Redis, or Redis itself, fails.
#include <boost/asio/post.hpp>

#include "link_fixture.hpp"

namespace hotline::redis {
namespace {

TEST_F(LinkTest, AStalledLinkFailsItsCallsInTimeAndComesBack) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    auto settings = settings_for(gate);
    settings.call_timeout = 150ms;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await expect_echo(link, "before");
        gate.set_mode(TcpGate::Mode::kStall);
        const auto asked = std::chrono::steady_clock::now();
        const auto reply = co_await link.call(Command("INCR").arg("n"));
        const auto took = std::chrono::steady_clock::now() - asked;
        EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kOutcomeUnknown);
        EXPECT_GE(took, 150ms);
        EXPECT_LT(took, 3s);
        gate.set_mode(TcpGate::Mode::kPass);
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await expect_echo(link, "after");
    });
    EXPECT_GE(observer_.reasons.size(), 1U);
    EXPECT_EQ(observer_.reasons[0], "Redis did not answer in time");
}

TEST_F(LinkTest, WhatAStalledSocketDidNotTakeWasNotDone) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    auto settings = settings_for(gate);
    settings.call_timeout = 300ms;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        gate.set_mode(TcpGate::Mode::kStall);
        std::vector<Command> commands(64, Command("SET").arg("big").arg(std::string(1'000'000, 'x')));
        commands.push_back(Command("INCR").arg("n"));
        const auto replies = co_await link.call_all(std::move(commands));
        EXPECT_TRUE(!replies.front() && replies.front().error().code == ErrorCode::kOutcomeUnknown);
        EXPECT_TRUE(!replies.back() && replies.back().error().code == ErrorCode::kStoreUnavailable);
        gate.set_mode(TcpGate::Mode::kPass);
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto count = co_await link.call(Command("GET").arg("n"));
        EXPECT_TRUE(count && count->is_nil());
    });
}

TEST_F(LinkTest, AHalfOpenLinkIsFoundOut) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    auto settings = settings_for(gate);
    settings.call_timeout = 100ms;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        gate.set_mode(TcpGate::Mode::kHalfOpen);
        const auto reply = co_await link.call(Command("INCR").arg("n"));
        EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kOutcomeUnknown);
        EXPECT_FALSE(link.connected());
        gate.set_mode(TcpGate::Mode::kPass);
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto count = co_await link.call(Command("INCR").arg("n"));
        EXPECT_TRUE(count && count->integer == 1);
    });
}

TEST_F(LinkTest, GarbageEndsTheLinkAndNothingElse) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    auto& link = make_link(settings_for(gate));
    run([&]() -> Awaitable<void> {
        for (const std::string garbage :
             {"HTTP/1.1 200 OK\r\n\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
              "+OK\r\n+ONE TOO MANY\r\n"}) {
            EXPECT_TRUE(co_await link.until_connected(5s));
            gate.set_garbage(garbage);
            gate.set_mode(TcpGate::Mode::kGarbage);
            const auto losses = observer_.reasons.size();
            const auto reply = co_await link.call(Command("INCR").arg("n"));
            if (!reply) EXPECT_EQ(reply.error().code, ErrorCode::kOutcomeUnknown);
            EXPECT_FALSE(link.connected());
            gate.set_mode(TcpGate::Mode::kPass);
            EXPECT_TRUE(co_await link.until_connected(5s));
            EXPECT_GT(observer_.reasons.size(), losses);
            co_await expect_echo(link, "well again");
        }
    });
}

TEST_F(LinkTest, RepliesMayComeByteByByte) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    gate.set_mode(TcpGate::Mode::kByteByByte);
    auto& link = make_link(settings_for(gate));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        std::vector<Command> commands;
        for (int i = 0; i < 50; ++i) commands.push_back(Command("ECHO").arg(i));
        const auto replies = co_await link.call_all(std::move(commands));
        for (std::size_t i = 0; i < replies.size(); ++i)
            EXPECT_TRUE(replies[i] && replies[i]->text == std::to_string(i));
    });
    EXPECT_TRUE(observer_.reasons.empty());
}

TEST_F(LinkTest, ComesBackWhenRedisWasKilled) {
    RedisServer server({.append_only = true});
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        for (int round = 1; round <= 3; ++round) {
            EXPECT_TRUE(co_await link.until_connected(10s));
            const auto count = co_await link.call(Command("INCR").arg("n"));
            EXPECT_TRUE(count && count->integer == round);
            server.kill();
            server.start();
            // The call finds the link dead, or its loss has been noticed: this one was never done.
            const auto lost = co_await link.call(Command("ECHO").arg("x"));
            EXPECT_FALSE(lost);
        }
    });
    EXPECT_GE(observer_.connected, 3);
}

TEST_F(LinkTest, AFrozenRedisDoesNotHoldUpTheCaller) {
    const RedisServer server;
    auto settings = settings_for(server);
    settings.call_timeout = 100ms;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        server.freeze();
        const auto reply = co_await link.call(Command("INCR").arg("n"));
        EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kOutcomeUnknown);
        server.thaw();
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await expect_echo(link, "thawed");
    });
}

TEST_F(LinkTest, ANameThatCannotBeConnectedToIsSaid) {
    LinkSettings settings;
    settings.endpoint.port = test::free_port();
    auto& link = make_link(fast(settings));
    run([&]() -> Awaitable<void> {
        co_await first_loss();
        EXPECT_FALSE(link.connected());
    });
    ASSERT_FALSE(observer_.reasons.empty());
    EXPECT_TRUE(observer_.reasons[0].contains("cannot connect")) << observer_.reasons[0];
}

TEST_F(LinkTest, AServerThatNeverGreetsIsGivenUp) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    gate.set_mode(TcpGate::Mode::kStall);
    auto settings = settings_for(gate);
    settings.call_timeout = 50ms;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        co_await first_loss();
        gate.set_mode(TcpGate::Mode::kPass);
        EXPECT_TRUE(co_await link.until_connected(5s));
    });
    EXPECT_FALSE(observer_.reasons.empty());
}

}  // namespace
}  // namespace hotline::redis
