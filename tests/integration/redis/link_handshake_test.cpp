// Passwords, TLS, and the commands each connection begins with.
#include "link_fixture.hpp"

namespace hotline::redis {
namespace {

class LinkHandshake : public LinkTest {
protected:
    void expect_works(LinkSettings settings) {
        auto& link = make_link(std::move(settings));
        run([&]() -> Awaitable<void> {
            EXPECT_TRUE(co_await link.until_connected(5s)) << (observer_.reasons.empty() ? "" : observer_.reasons[0]);
            co_await expect_echo(link, "hello");
        });
    }

    /// The first reason why not, which must hold `why`.
    void expect_refused(LinkSettings settings, std::string_view why) {
        auto& link = make_link(std::move(settings));
        run([&]() -> Awaitable<void> {
            co_await first_loss();
            EXPECT_FALSE(link.connected());
            const auto reply = co_await link.call(Command("PING"));
            EXPECT_TRUE(!reply && reply.error().code == ErrorCode::kStoreUnavailable);
        });
        ASSERT_FALSE(observer_.reasons.empty());
        EXPECT_TRUE(observer_.reasons[0].contains(why)) << observer_.reasons[0];
    }
};

TEST_F(LinkHandshake, LogsInWithThePassword) {
    const RedisServer server({.password = "open sesame"});
    auto settings = settings_for(server);
    settings.password = "open sesame";
    expect_works(settings);
}

TEST_F(LinkHandshake, LogsInAsAUser) {
    const RedisServer server({.arguments = {"--user", "city", "on", ">secret", "~*", "+@all"}});
    auto settings = settings_for(server);
    settings.username = "city";
    settings.password = "secret";
    expect_works(settings);
}

TEST_F(LinkHandshake, AUserWhoMayNotPingCanStillWork) {
    const RedisServer server({.arguments = {"--user", "city", "on", ">secret", "~*", "+echo"}});
    auto settings = settings_for(server);
    settings.username = "city";
    settings.password = "secret";
    expect_works(settings);
}

TEST_F(LinkHandshake, AWrongPasswordKeepsTheLinkDownAndIsNotRepeated) {
    const RedisServer server({.password = "right"});
    auto settings = settings_for(server);
    settings.password = "wr0ng-one";
    expect_refused(settings, "WRONGPASS");
    for (const auto& reason : observer_.reasons) EXPECT_FALSE(reason.contains("wr0ng-one"));
}

TEST_F(LinkHandshake, AMissingPasswordKeepsTheLinkDown) {
    const RedisServer server({.password = "right"});
    expect_refused(settings_for(server), "NOAUTH");
}

TEST_F(LinkHandshake, ComesUpOverTlsWithAVerifiedName) {
    const RedisServer server({.tls = true});
    LinkSettings settings;
    settings.endpoint.host = "localhost";
    settings.endpoint.port = server.tls_port();
    settings.tls = {.enabled = true, .ca_file = server.ca_file()};
    expect_works(fast(settings));
}

TEST_F(LinkHandshake, CarriesLargeValuesOverTls) {
    const RedisServer server({.tls = true});
    LinkSettings settings;
    settings.endpoint.port = server.tls_port();
    settings.tls = {.enabled = true, .ca_file = server.ca_file()};
    auto& link = make_link(fast(settings));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        co_await expect_echo(link, std::string(3'000'000, 'y'));
    });
}

TEST_F(LinkHandshake, ACertificateOfUnknownOriginIsRefused) {
    const RedisServer server({.tls = true});
    LinkSettings settings;
    settings.endpoint.port = server.tls_port();
    settings.tls = {.enabled = true};
    expect_refused(fast(settings), "certificate verify failed");
}

TEST_F(LinkHandshake, ACertificateForAnotherNameIsRefused) {
    const RedisServer server({.tls = true});
    LinkSettings settings;
    settings.endpoint.port = server.tls_port();
    settings.tls = {.enabled = true, .ca_file = server.ca_file(), .server_name = "redis.elsewhere.example"};
    expect_refused(fast(settings), "certificate verify failed");
}

TEST_F(LinkHandshake, AMissingCaFileIsSaid) {
    const RedisServer server({.tls = true});
    LinkSettings settings;
    settings.endpoint.port = server.tls_port();
    settings.tls = {.enabled = true, .ca_file = "/nonexistent/ca.pem"};
    expect_refused(fast(settings), "CA certificates");
}

TEST_F(LinkHandshake, ATlsClientAgainstAPlainServerIsRefused) {
    const RedisServer server({.tcp = true});
    LinkSettings settings;
    settings.endpoint.port = server.port();
    settings.tls = {.enabled = true, .verify = false};
    settings.connect_timeout = 50ms;
    expect_refused(fast(settings), "");
}

TEST_F(LinkHandshake, SendsItsCommandsBeforeAnyCallOnEachConnection) {
    RedisServer server;
    auto settings = settings_for(server);
    settings.handshake.push_back(Command("INCR").arg("connections"));
    settings.handshake.push_back(Command("SET").arg("library").arg("loaded"));
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto library = co_await link.call(Command("GET").arg("library"));
        EXPECT_TRUE(library && library->text == "loaded");
        server.kill();
        server.start();
        EXPECT_FALSE(co_await link.call(Command("GET").arg("library")));
        EXPECT_TRUE(co_await link.until_connected(10s));
        const auto again = co_await link.call(Command("GET").arg("library"));
        EXPECT_TRUE(again && again->text == "loaded");
    });
    EXPECT_EQ(observer_.calls["INCR"], 0) << "the handshake is no call";
}

TEST_F(LinkHandshake, AToleratedErrorDoesNotStopIt) {
    const RedisServer server;
    auto settings = settings_for(server);
    settings.handshake.push_back(Command("NO_SUCH_COMMAND").named("load"));
    settings.tolerates = [](const Command& command, const Reply& error) {
        return command.name() == "load" && error.error_code() == "ERR";
    };
    expect_works(settings);
}

TEST_F(LinkHandshake, ComesUpWhenWhatItsCommandsNeedIsThere) {
    const RedisServer server;
    EXPECT_EQ(server.ask({"SET", "counter", "not a number"}), "OK");
    auto settings = settings_for(server);
    settings.handshake.push_back(Command("INCR").arg("counter"));
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        co_await first_loss();
        EXPECT_EQ(server.ask({"SET", "counter", "1"}), "OK");
        EXPECT_TRUE(co_await link.until_connected(5s));
    });
    ASSERT_FALSE(observer_.reasons.empty());
    EXPECT_TRUE(observer_.reasons[0].contains("Redis refused INCR")) << observer_.reasons[0];
}

TEST_F(LinkHandshake, WorksInClusterModeAndRefusesToCrossSlots) {
    const RedisServer server({.cluster = true});
    auto& link = make_link(settings_for(server));
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await link.until_connected(5s));
        const auto same = co_await link.call(Command("MSET").arg("{a}1").arg("x").arg("{a}2").arg("y"));
        EXPECT_TRUE(same && same->text == "OK");
        const auto crossing = co_await link.call(Command("MSET").arg("{a}1").arg("x").arg("{b}2").arg("y"));
        EXPECT_TRUE(crossing && crossing->error_code() == "CROSSSLOT");
    });
}

}  // namespace
}  // namespace hotline::redis
