#include "listener_fixture.hpp"

#include <gmock/gmock.h>

#include "http/address_limit.hpp"

namespace hotline::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ListenerLimits : public ListenerFixture {};

INSTANTIATE_TEST_SUITE_P(Wire, ListenerLimits, testing::Bool(), kWireName);

TEST_P(ListenerLimits, DoesNotWaitForSlowSendersForever) {
    start({.header_timeout = 50ms, .request_timeout = 100ms});
    expect_refused("GET /hello HTTP/1.1\r\nHos", 408, "request_timeout");
    expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\nContent-Length: 10\r\n\r\nabc", 408,
                   "request_timeout");
}

TEST_P(ListenerLimits, ClosesIdleConnectionsWithoutAWord) {
    start({.idle_timeout = 50ms});
    const auto c = client();
    EXPECT_EQ(c->exchange(kGet).status, 200);
    EXPECT_TRUE(c->closed());
    EXPECT_TRUE(client()->closed());
}

TEST_P(ListenerLimits, AClientThatTakesNothingIsCutOff) {
    start({.write_timeout = 50ms});
    const auto c = client();
    std::string requests;
    for (int i = 0; i < 4; ++i) requests += "GET /large HTTP/1.1\r\nHost: x\r\n\r\n";
    c->send(requests);
    // More than the kernel buffers, and nothing is read before the server has given up.
    EXPECT_TRUE(server_->drain(5s)());
}

TEST_P(ListenerLimits, RefusesWorkBeyondItsLimitButStaysAlive) {
    start({.max_in_flight = 1});
    const auto busy = client();
    busy->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    begun_.get_future().wait();
    const auto c = client();
    const auto refused = c->exchange(kGet);
    expect_problem(refused, 503, "too_busy");
    EXPECT_EQ(refused.header("Retry-After"), "1");
    EXPECT_EQ(c->exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
    let_go();
    EXPECT_EQ(busy->reply().value_or(RawReply{}).body, "waited");
    EXPECT_EQ(c->exchange(kGet).status, 200);
}

TEST_P(ListenerLimits, TurnsAwayConnectionsBeyondItsLimit) {
    start({.max_connections = 1});
    const auto c = client();
    EXPECT_EQ(c->exchange(kGet).status, 200);
    const auto second = client();
    expect_problem(second->reply().value_or(RawReply{}), 503, "too_busy");
    EXPECT_TRUE(second->closed());
    EXPECT_EQ(c->exchange(kGet).status, 200);
}

TEST_P(ListenerLimits, AHandlerThatOverrunsItsTimeIsLogged) {
    start({.idle_timeout = 20ms, .handler_timeout = 10ms});
    const auto c = client();
    c->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    begun_.get_future().wait();
    while (lines_.lines("handler_overdue").empty()) std::this_thread::yield();
    EXPECT_EQ(lines_.lines("handler_overdue")[0]["route"], "/wait");
    let_go();
    EXPECT_EQ(c->reply().value_or(RawReply{}).body, "waited");
}

TEST_P(ListenerLimits, DrainingLetsRunningRequestsEndAndClosesIdleConnections) {
    start();
    const auto idle = client();
    EXPECT_EQ(idle->exchange(kGet).status, 200);
    const auto busy = client();
    busy->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    begun_.get_future().wait();
    const auto done = server_->drain(10s);
    EXPECT_TRUE(idle->closed());
    EXPECT_THROW(client(), std::runtime_error);
    let_go();
    const auto reply = busy->reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "waited");
    EXPECT_EQ(reply->header("Connection"), "close");
    EXPECT_TRUE(busy->closed());
    busy->end();
    EXPECT_TRUE(done());
}

TEST_P(ListenerLimits, DrainingEndsAtItsDeadline) {
    start();
    const auto busy = client();
    busy->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
    begun_.get_future().wait();
    EXPECT_FALSE(server_->drain(20ms)());
    EXPECT_TRUE(busy->closed());
    let_go();
}

TEST_P(ListenerLimits, TurnsAwayOnlyTheAddressThatHasTooMany) {
    start({.addresses = std::make_shared<AddressLimit>(2)});
    const auto first = client();
    EXPECT_EQ(first->exchange(kGet).status, 200);
    {
        const auto second = client();
        EXPECT_EQ(second->exchange(kGet).status, 200);
        const auto third = client();
        const auto refused = third->reply().value_or(RawReply{});
        expect_problem(refused, 503, "too_busy");
        EXPECT_EQ(refused.header("Retry-After"), "1");
        EXPECT_THAT(refused.json()["detail"].get<std::string>(), HasSubstr("address"));
        EXPECT_TRUE(third->closed());
    }
    EXPECT_EQ(first->exchange(kGet).status, 200);
    EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_http_connections_refused_total{limit=\"address\"} 1"));
    // The places of those that have gone are free again, as soon as the server has seen them go.
    while (client()->exchange(kGet).status != 200) std::this_thread::yield();
}

TEST(AddressLimitTest, CountsAnIPv4AddressAndTheNetworkOfAnIPv6Address) {
    const auto limit = std::make_shared<AddressLimit>(1);
    const auto address = [](const char* text) { return boost::asio::ip::make_address(text); };
    const auto here = limit->take(address("127.0.0.1"));
    EXPECT_EQ(here.beyond_limit(), 0U);
    EXPECT_EQ(limit->take(address("127.0.0.1")).beyond_limit(), 1U);
    EXPECT_EQ(limit->take(address("::ffff:127.0.0.1")).beyond_limit(), 1U);
    EXPECT_EQ(limit->take(address("127.0.0.2")).beyond_limit(), 0U);
    auto there = std::make_unique<AddressLimit::Place>(limit->take(address("2001:db8::1")));
    EXPECT_EQ(limit->take(address("2001:db8::2")).beyond_limit(), 1U);
    EXPECT_EQ(limit->take(address("2001:db8:0:1::1")).beyond_limit(), 0U);
    there.reset();
    EXPECT_EQ(limit->take(address("2001:db8::2")).beyond_limit(), 0U);
}

}  // namespace
}  // namespace hotline::http
