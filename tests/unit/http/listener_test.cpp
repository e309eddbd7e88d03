#include "http/listener.hpp"

#include <gmock/gmock.h>

#include "listener_fixture.hpp"

namespace hotline::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class ListenerTest : public ListenerFixture {};

INSTANTIATE_TEST_SUITE_P(Wire, ListenerTest, testing::Bool(), kWireName);

TEST_P(ListenerTest, AnswersManyRequestsOnOneConnection) {
    start();
    const auto c = client();
    for (int i = 0; i < 3; ++i) {
        const auto reply = c->exchange(kGet);
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, R"({"hello":1})");
        EXPECT_EQ(reply.header("Content-Type"), "application/json; charset=utf-8");
        EXPECT_THAT(reply.header("Date"), testing::EndsWith("GMT"));
    }
}

TEST_P(ListenerTest, AnswersPipelinedRequestsInTheirOrder) {
    start();
    const auto c = client();
    std::string requests;
    for (int i = 0; i < 50; ++i) requests += post(std::to_string(i));
    c->send(requests);
    for (int i = 0; i < 50; ++i) EXPECT_EQ(c->reply()->body, std::to_string(i));
}

TEST_P(ListenerTest, ReadsABodyInChunks) {
    start();
    const auto reply = client()->exchange(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        "2\r\n{\"\r\n5\r\na\":1}\r\n0\r\n\r\n");
    EXPECT_EQ(reply.body, "{\"a\":1}");
}

TEST_P(ListenerTest, AsksForABodyThatWaits) {
    start();
    const auto c = client();
    c->send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: "
        "2\r\n\r\n");
    EXPECT_EQ(c->reply()->status, 100);
    EXPECT_EQ(c->exchange("{}").body, "{}");
}

TEST_P(ListenerTest, DecodesPathAndQuery) {
    start();
    const auto c = client();
    EXPECT_EQ(c->exchange("GET /echo/%E5%B7%A5?q=a+b HTTP/1.1\r\nHost: x\r\n\r\n").body, "工|a b");
    expect_problem(c->exchange("GET /echo/%zz HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "bad_request");
    expect_problem(c->exchange("GET /echo/%FF HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "bad_utf8");
    expect_problem(c->exchange("GET /echo/a?q=1&q=2 HTTP/1.1\r\nHost: x\r\n\r\n"), 400, "bad_request");
    EXPECT_EQ(c->exchange(kGet).status, 200) << "a bad address does not cost the connection";
}

TEST_P(ListenerTest, AnswersHeadAndOptions) {
    start();
    const auto c = client();
    c->send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = c->reply(true);
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->header("Content-Length"), "11");
    const auto options = c->exchange("OPTIONS /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("Allow"), "GET, HEAD, OPTIONS");
}

TEST_P(ListenerTest, SaysWhatIsNotThere) {
    start();
    const auto c = client();
    expect_problem(c->exchange("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"), 404, "route_not_found");
    const auto refused = c->exchange("DELETE /hello HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_problem(refused, 405, "method_not_allowed");
    EXPECT_EQ(refused.header("Allow"), "GET, HEAD, OPTIONS");
}

TEST_P(ListenerTest, TellsBrowsersWhatNotToDoWithAnyReply) {
    start();
    const auto c = client();
    for (const std::string line : {"GET /hello", "GET /nothing", "DELETE /hello", "OPTIONS /hello", "GET /broken"}) {
        const auto reply = c->exchange(line + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(reply.header("X-Content-Type-Options"), "nosniff") << line;
        EXPECT_EQ(reply.header("Referrer-Policy"), "no-referrer") << line;
        EXPECT_EQ(reply.header("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'") << line;
        EXPECT_EQ(reply.header("Cross-Origin-Resource-Policy"), "same-origin") << line;
        EXPECT_EQ(reply.header("Cache-Control"), "no-store") << line;
        EXPECT_EQ(reply.header("Strict-Transport-Security").empty(), !GetParam()) << line;
    }
}

TEST_P(ListenerTest, TakesOnlyJson) {
    start();
    const auto c = client();
    expect_problem(c->exchange(post("a=1", "Content-Type: application/x-www-form-urlencoded\r\n")), 415,
                   "unsupported_media_type");
    expect_problem(c->exchange(post("{}", "")), 415, "unsupported_media_type");
    EXPECT_EQ(c->exchange(post("", "")).status, 200);
    EXPECT_EQ(c->exchange("POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1").status, 204);
}

TEST_P(ListenerTest, RefusesWhatItCannotTrust) {
    start({.body_limit = 1000});
    const std::string host = " HTTP/1.1\r\nHost: x\r\n";
    expect_refused("rubbish\r\n\r\n", 400, "bad_request");
    expect_refused("GET /" + std::string(5000, 'a') + host + "\r\n", 414, "uri_too_long");
    expect_refused("GET /hello" + host + "A: " + std::string(20000, 'a') + "\r\n\r\n", 431, "header_too_large");
    expect_refused(post(std::string(1001, 'a')), 413, "body_too_large");
    expect_refused("POST /echo" + host + "Content-Length: 1000000000\r\n\r\n", 413, "body_too_large");
    expect_refused("POST /echo" + host + "Transfer-Encoding: chunked\r\n\r\n400\r\n" + std::string(1024, 'a') + "\r\n",
                   413, "body_too_large");
    expect_refused(
        "POST /echo" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + std::string(kGet),
        400, "bad_request");
    expect_refused("POST /echo" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400, "bad_request");
}

TEST_P(ListenerTest, ALargeRefusedBodyDoesNotCostTheReply) {
    start({.body_limit = 1000});
    expect_refused(post(std::string(3u << 20u, 'a')), 413, "body_too_large");
}

TEST_P(ListenerTest, SaysThatARequestWasCutOff) {
    start();
    for (const std::string part :
         {"GET /hello HT", "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"}) {
        const auto c = client();
        c->send(part);
        c->end();
        expect_problem(c->reply().value_or(RawReply{}), 400, "bad_request");
        EXPECT_TRUE(c->closed());
    }
    EXPECT_EQ(client()->exchange(kGet).status, 200);
}

TEST_P(ListenerTest, SendsLargeReplies) {
    start();
    const auto c = client();
    EXPECT_EQ(c->exchange("GET /large HTTP/1.1\r\nHost: x\r\n\r\n").body.size(), 8u << 20u);
    EXPECT_EQ(c->exchange(kGet).status, 200);
}

TEST_P(ListenerTest, HonoursTheWishToClose) {
    start();
    const auto c = client();
    EXPECT_EQ(c->exchange("GET /hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").header("Connection"), "close");
    EXPECT_TRUE(c->closed());
    const auto old = client();
    EXPECT_EQ(old->exchange("GET /hello HTTP/1.0\r\n\r\n").header("Connection"), "close");
    EXPECT_TRUE(old->closed());
    EXPECT_EQ(client()->exchange("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").header("Connection"),
              "keep-alive");
}

TEST_P(ListenerTest, ReturnsTheRequestId) {
    start();
    const auto c = client();
    EXPECT_EQ(c->exchange("GET /hello HTTP/1.1\r\nHost: x\r\nX-Request-Id: call-7\r\n\r\n").header("X-Request-Id"),
              "call-7");
    const auto first = c->exchange(kGet).header("X-Request-Id");
    EXPECT_EQ(first.size(), 16u);
    EXPECT_NE(first, c->exchange(kGet).header("X-Request-Id"));
}

TEST_P(ListenerTest, AnExceptionIsA500ThatSaysNothing) {
    start();
    const auto c = client();
    const auto reply = c->exchange("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_problem(reply, 500, "internal");
    EXPECT_EQ(reply.body.find("hunter2"), std::string::npos);
    EXPECT_EQ(c->exchange(kGet).status, 200);
    log_.flush();
    ASSERT_EQ(lines_.lines("unhandled_exception").size(), 1u);
    EXPECT_EQ(lines_.lines("unhandled_exception")[0]["request_id"], reply.header("X-Request-Id"));
    EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_unhandled_exceptions_total{where=\"http\"} 1"));
}

TEST_P(ListenerTest, LogsAndMeasuresByRouteNeverByAddress) {
    start();
    const auto c = client();
    EXPECT_EQ(c->exchange("GET /echo/secret?q=13800000000 HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n"
                          "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n\r\n")
                  .status,
              200);
    EXPECT_EQ(c->exchange("GET /nowhere/13800000000 HTTP/1.1\r\nHost: x\r\n\r\n").status, 404);
    // Each line is written before the next request is read.
    EXPECT_EQ(c->exchange(kGet).status, 200);
    log_.flush();
    const auto lines = lines_.lines("http_request");
    ASSERT_GE(lines.size(), 2u);
    EXPECT_EQ(lines[0]["request_id"], "r1");
    EXPECT_EQ(lines[0]["method"], "GET");
    EXPECT_EQ(lines[0]["route"], "/echo/{text}");
    EXPECT_EQ(lines[0]["status"], 200);
    EXPECT_EQ(lines[0]["peer"], "127.0.0.1");
    EXPECT_EQ(lines[0]["trace_id"], "0af7651916cd43dd8448eb211c80319c");
    EXPECT_TRUE(lines[0]["ms"].is_number());
    EXPECT_EQ(lines[1]["route"], "");
    for (const auto& line : lines) EXPECT_EQ(line.dump().find("13800000000"), std::string::npos);
    EXPECT_THAT(metrics_.exposition(),
                HasSubstr("hotline_http_request_duration_seconds_count{code_class=\"2xx\",method=\"GET\","
                          "route=\"/echo/{text}\"} 1"));
    EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_http_request_duration_seconds_count{code_class=\"4xx\","
                                                 "method=\"other\",route=\"other\"} 1"));
}

TEST_P(ListenerTest, AddressThatCannotBeBoundIsAnErrorAtStart) {
    boost::asio::io_context io;
    EXPECT_THROW(Listener(io, {.host = "no-address"}, router_, metrics_, log_), std::runtime_error);
    EXPECT_THROW(Listener(io, {.host = "203.0.113.1"}, router_, metrics_, log_), std::runtime_error);
}

TEST_P(ListenerTest, TwoListenersInTwoThreadsShareAPort) {
    start();
    TestServer second(under_tls({.port = server_->port()}), router_, metrics_, log_);
    constexpr int kClients = 32;
    constexpr int kRequests = 20;
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this] {
            for (int i = 0; i < kClients / 4; ++i) {
                const auto c = client();
                for (int n = 0; n < kRequests; ++n) EXPECT_EQ(c->exchange(post("{}")).status, 200);
            }
        });
    }
    threads.clear();
    // A request is counted after its reply was sent: both must have come to rest.
    EXPECT_TRUE(second.drain(5s)() && server_->drain(5s)());
    EXPECT_THAT(metrics_.exposition(),
                HasSubstr("hotline_http_request_duration_seconds_count{code_class=\"2xx\",method=\"POST\","
                          "route=\"/echo\"} 640"));
}

}  // namespace
}  // namespace hotline::http
