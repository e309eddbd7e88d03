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
        router_.add("GET", "/later", [](const HttpRequest& request) -> Awaitable<HttpReply> {
            co_return HttpReply{.status = 503, .headers = {{"Retry-After", std::string(request.header("X-Test"))}}};
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

TEST_F(ClientTest, LongRepliesAreCutWhereOnlyTheStatusCounts) {
    const auto address = start();
    Client client({.most_bytes = 100});
    const auto reply = ask(client, {.url = address + "/long", .cut_long_reply = true});
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, std::string(100, '5'));
}

TEST_F(ClientTest, KnowsWhenItIsToAskAgain) {
    const auto address = start();
    Client client({});
    const auto after = [&](const std::string& text) {
        return ask(client, {.url = address + "/later", .headers = {{"X-Test", text}}})->retry_after;
    };
    EXPECT_EQ(after("120"), 120s);
    EXPECT_EQ(after("0"), std::nullopt);
    EXPECT_EQ(after("-5"), std::nullopt);
    EXPECT_EQ(after("soon"), std::nullopt);
    EXPECT_EQ(after("Wed, 21 Oct 2015 07:28:00 GMT"), std::nullopt);
    const auto years = after("Wed, 21 Oct 2122 07:28:00 GMT");
    ASSERT_TRUE(years.has_value());
    EXPECT_GT(*years, 24h * 365);
}

class AllowedOnly : public ClientTest {
protected:
    /// What became of a request to `host` at the server's port.
    std::string outcome(const std::string& host, const std::vector<std::string>& hosts,
                        const std::vector<std::string>& networks) {
        if (!server_) start();
        Client client({});
        const auto allowed = std::make_shared<const AllowList>(AllowList::make(hosts, networks).value());
        const auto port = std::to_string(server_->port());
        const auto reply = ask(client, {.url = "http://" + host + ":" + port + "/echo?key=secret", .allowed = allowed});
        if (reply) return "status " + std::to_string(reply->status);
        return std::string(problem_of(reply.error().code).code) + ": " + reply.error().detail;
    }
};

TEST_F(AllowedOnly, TheAddressThatIsConnectedToIsWhatCounts) {
    const std::string refused = "bad_configuration: address 127.0.0.1 is not allowed";
    // Names that say nothing of where they lead, and numbers that do not look like what they are.
    for (const auto* host : {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001"}) {
        EXPECT_EQ(outcome(host, {}, {}), refused) << host;
    }
    EXPECT_THAT(outcome("localhost", {}, {}), testing::MatchesRegex("bad_configuration: address .* is not allowed"));
    EXPECT_EQ(outcome("[::ffff:127.0.0.1]", {}, {}), "bad_configuration: address ::ffff:127.0.0.1 is not allowed");
    EXPECT_EQ(outcome("127.0.0.1", {}, {"127.0.0.0/8"}), "status 200");
    EXPECT_EQ(outcome("localhost", {}, {"127.0.0.0/8"}), "status 200");
    EXPECT_EQ(outcome("127.1", {}, {"127.0.0.0/8"}), "status 200");
}

TEST_F(AllowedOnly, ANameThatIsNotOnTheListIsNotEvenResolved) {
    EXPECT_EQ(outcome("localhost", {"hooks.example.org"}, {"127.0.0.0/8"}),
              "bad_configuration: host localhost is not allowed");
    EXPECT_EQ(outcome("localhost", {"localhost:1"}, {"127.0.0.0/8"}),
              "bad_configuration: host localhost is not allowed");
    EXPECT_EQ(outcome("localhost", {"localhost:" + std::to_string(server_->port())}, {"127.0.0.0/8"}), "status 200");
}

TEST_F(AllowedOnly, WithoutTlsNothingLeavesThisMachine) {
    EXPECT_EQ(outcome("192.0.2.1", {}, {"192.0.2.0/24"}), "bad_configuration: address 192.0.2.1 is not allowed");
}

TEST_F(AllowedOnly, OddAddressesAreRefused) {
    Client client({});
    const auto allowed = std::make_shared<const AllowList>(AllowList::make({}, {"0.0.0.0/0"}).value());
    for (const auto* url : {"", "localhost", "ftp://localhost/", "file:///etc/passwd", "https://me@localhost/",
                            "https://me:secret@localhost/", "https://local host/", "smtp://localhost"}) {
        const auto reply = ask(client, {.url = url, .allowed = allowed});
        ASSERT_FALSE(reply.has_value()) << url;
        EXPECT_EQ(reply.error().code, ErrorCode::kBadConfiguration) << url << ": " << reply.error().detail;
        EXPECT_THAT(reply.error().detail, testing::Not(testing::HasSubstr("secret")));
    }
}

TEST_F(AllowedOnly, NoProxyOfTheEnvironmentIsUsed) {
    start();
    ASSERT_EQ(::setenv("http_proxy", "http://192.0.2.1:1", 1), 0);
    EXPECT_EQ(outcome("127.0.0.1", {}, {"127.0.0.0/8"}), "status 200");
    ::unsetenv("http_proxy");
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
