// What the client takes from other services, and what it does not.
#include "http/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "listener_fixture.hpp"

namespace hotline::http {
namespace {

using namespace std::chrono_literals;

class ClientTest : public testing::Test {
protected:
    ClientTest() {
        const auto echo = [](const HttpRequest& request) -> Awaitable<HttpReply> {
            Json json{{"method", request.method},
                      {"body", request.body},
                      {"authorization", request.header("Authorization")},
                      {"test", request.header("X-Test")}};
            co_return ok(json.dump());
        };
        router_.add("GET", "/echo", echo);
        router_.add("POST", "/echo", echo, {.any_content_type = true});
        router_.add("GET", "/long",
                    [](const HttpRequest&) -> Awaitable<HttpReply> { co_return ok(std::string(2'000, '5')); });
        router_.add("GET", "/elsewhere", [](const HttpRequest&) -> Awaitable<HttpReply> {
            co_return HttpReply{.status = 302, .headers = {{"Location", "/echo"}}};
        });
        router_.add("GET", "/slow", [](const HttpRequest&) -> Awaitable<HttpReply> {
            boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, 3s);
            co_await timer.async_wait(kAwait);
            co_return ok("{}");
        });
    }

    std::string start(const TlsFiles* certificate = nullptr) {
        HttpSettings settings;
        if (certificate != nullptr) {
            settings.tls = std::make_shared<TlsServer>(TlsIdentity::load(*certificate).value());
        }
        server_ = std::make_unique<TestServer>(std::move(settings), router_, metrics_, log_);
        return (certificate == nullptr ? "http://127.0.0.1:" : "https://localhost:") + std::to_string(server_->port());
    }

    /// As a handler would.
    Result<ClientReply> ask(Client& client, ClientRequest request) {
        auto reply = boost::asio::co_spawn(io_, client.send(std::move(request)), boost::asio::use_future);
        io_.restart();
        io_.run();
        return reply.get();
    }

    std::string refusal(ClientSettings settings, ClientRequest request) {
        Client client(std::move(settings));
        const auto reply = ask(client, std::move(request));
        return reply ? "status " + std::to_string(reply->status) : std::string(problem_of(reply.error().code).code);
    }

    SystemClock clock_;
    telemetry::Metrics metrics_{"test", "test"};
    telemetry::Log log_{clock_, telemetry::LogLevel::kOff};
    Router router_;
    std::unique_ptr<TestServer> server_;
    boost::asio::io_context io_;  ///< of those who ask: there until a client has ended
};

TEST_F(ClientTest, AsksAndPosts) {
    const auto address = start();
    Client client({});
    const auto got = ask(client, {.url = address + "/echo", .headers = {{"X-Test", "a"}, {"X-More", "b"}}});
    ASSERT_TRUE(got.has_value());
    EXPECT_EQ(got->status, 200);
    EXPECT_EQ(Json::parse(got->body), (Json{{"method", "GET"}, {"body", ""}, {"authorization", ""}, {"test", "a"}}));
    const auto posted = ask(client, {.url = address + "/echo", .body = "a=b", .user = "me", .password = "x"});
    ASSERT_TRUE(posted.has_value());
    EXPECT_EQ(Json::parse(posted->body),
              (Json{{"method", "POST"}, {"body", "a=b"}, {"authorization", "Basic bWU6eA=="}, {"test", ""}}));
}

TEST_F(ClientTest, AnyStatusIsAReplyAndNoRedirectIsFollowed) {
    const auto address = start();
    EXPECT_EQ(refusal({}, {.url = address + "/nothing"}), "status 404");
    EXPECT_EQ(refusal({}, {.url = address + "/elsewhere"}), "status 302");
}

TEST_F(ClientTest, WhatIsTooLongOrTooSlowIsGivenUp) {
    const auto address = start();
    EXPECT_EQ(refusal({.most_bytes = 2'000}, {.url = address + "/long"}), "status 200");
    EXPECT_EQ(refusal({.most_bytes = 1'999}, {.url = address + "/long"}), "provider_unavailable");
    EXPECT_EQ(refusal({.done_within = 100ms}, {.url = address + "/slow"}), "provider_unavailable");
}

TEST_F(ClientTest, WaitingForAThreadIsPartOfTheTime) {
    const auto address = start();
    Client client({.threads = 1, .done_within = 300ms});
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::future<Result<ClientReply>>> replies;
    for (int i = 0; i < 6; ++i) {
        replies.push_back(boost::asio::co_spawn(io_, client.send({.url = address + "/slow"}), boost::asio::use_future));
    }
    io_.run();
    for (auto& reply : replies) EXPECT_FALSE(reply.get().has_value());
    EXPECT_LT(std::chrono::steady_clock::now() - began, 1'200ms);
}

TEST_F(ClientTest, TrustsOnlyWhoItIsToldTo) {
    const auto& own = test_certificate("own");
    const auto address = start(&own);
    EXPECT_EQ(refusal({}, {.url = address + "/echo"}), "provider_unavailable");
    EXPECT_EQ(refusal({.ca_file = test_certificate("other").certificate}, {.url = address + "/echo"}),
              "provider_unavailable");
    EXPECT_EQ(refusal({.ca_file = own.certificate}, {.url = address + "/echo"}), "status 200");
}

TEST_F(ClientTest, SendsNothingWithoutTlsToAnotherMachine) {
    for (const auto* address : {"http://192.0.2.1/", "ftp://localhost/", "file:///etc/passwd", "localhost"}) {
        EXPECT_EQ(refusal({}, {.url = address}), "provider_unavailable") << address;
    }
}

TEST_F(ClientTest, TooManyAtOnceAreRefused) {
    const auto address = start();
    EXPECT_EQ(refusal({.most_waiting = 0}, {.url = address + "/echo"}), "too_busy");
}

TEST_F(ClientTest, IsAbandonedWithinAboutASecond) {
    const auto address = start();
    Client client({});
    std::jthread abandoning([&] {
        std::this_thread::sleep_for(50ms);
        client.abandon();
    });
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(ask(client, {.url = address + "/slow"}).has_value());
    EXPECT_LT(std::chrono::steady_clock::now() - began, 2'500ms);
    EXPECT_FALSE(ask(client, {.url = address + "/echo"}).has_value());
}

}  // namespace
}  // namespace hotline::http
