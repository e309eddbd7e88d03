// A listener with handlers of every kind, in front of which tests stand as clients.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <stdexcept>

#include "http/tls.hpp"
#include "test_certificate.hpp"
#include "test_server.hpp"

namespace hotline::http {

inline constexpr std::string_view kGet = "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n";

inline std::string post(std::string_view body, std::string_view headers = "Content-Type: application/json\r\n") {
    return "POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

inline constexpr auto kWireName = [](const auto& tls) { return tls.param ? "Tls" : "Plain"; };

/// Each test runs twice: over plain HTTP, and under TLS (the parameter).
class ListenerFixture : public testing::TestWithParam<bool> {
protected:
    ListenerFixture() {
        router_.add("GET", "/hello",
                    [](const HttpRequest&) -> Awaitable<HttpReply> { co_return ok(R"({"hello":1})"); });
        router_.add("POST", "/echo", [](const HttpRequest& r) -> Awaitable<HttpReply> { co_return ok(r.body); });
        router_.add("GET", "/echo/{text}", [](const HttpRequest& r) -> Awaitable<HttpReply> {
            co_return ok(std::string(r.path_param("text")) + "|" + std::string(r.query("q").value_or("-")));
        });
        router_.add("GET", "/large",
                    [](const HttpRequest&) -> Awaitable<HttpReply> { co_return ok(std::string(8u << 20u, 'x')); });
        router_.add("GET", "/broken", [](const HttpRequest&) -> Awaitable<HttpReply> {
            throw std::runtime_error("password=hunter2");
            co_return ok("");
        });
        router_.add("GET", "/wait", [this](const HttpRequest&) -> Awaitable<HttpReply> { return wait(); });
        router_.add("GET", "/healthz", [](const HttpRequest&) -> Awaitable<HttpReply> { co_return ok("{}"); },
                    {.even_when_busy = true});
        router_.add("POST", "/form", [](const HttpRequest&) -> Awaitable<HttpReply> { co_return no_content(); },
                    {.any_content_type = true});
    }

    /// A handler that says when it has begun and ends when it is let go.
    Awaitable<HttpReply> wait() {
        boost::asio::steady_timer timer(server_->io(), std::chrono::steady_clock::time_point::max());
        held_ = &timer;
        begun_.set_value();
        co_await timer.async_wait(kAwait);
        co_return ok("waited");
    }

    void let_go() {
        boost::asio::post(server_->io(), [this] { held_->cancel(); });
    }

    void start(HttpSettings settings = {}) {
        server_ = std::make_unique<TestServer>(under_tls(std::move(settings)), router_, metrics_, log_);
    }
    static HttpSettings under_tls(HttpSettings settings) {
        if (GetParam()) settings.tls = std::make_shared<TlsServer>(*TlsIdentity::load(test_certificate("listener")));
        return settings;
    }
    std::unique_ptr<RawClient> client() { return std::make_unique<RawClient>(server_->port(), GetParam()); }

    void expect_problem(const RawReply& reply, int status, const std::string& code) {
        EXPECT_EQ(reply.status, status);
        EXPECT_EQ(reply.header("Content-Type"), "application/problem+json; charset=utf-8");
        EXPECT_EQ(reply.json()["code"], code);
        EXPECT_EQ(reply.json()["request_id"], reply.header("X-Request-Id"));
        EXPECT_FALSE(reply.header("X-Request-Id").empty());
    }

    /// A request whose end is not known: a problem, then the connection ends.
    void expect_refused(std::string_view bytes, int status, const std::string& code) {
        const auto c = client();
        const auto reply = c->exchange(bytes);
        expect_problem(reply, status, code);
        EXPECT_EQ(reply.header("Connection"), "close");
        EXPECT_TRUE(c->closed());
    }

    SystemClock clock_;
    LineCollector lines_;
    telemetry::Log log_{clock_, telemetry::LogLevel::kInfo, lines_.writer()};
    telemetry::Metrics metrics_{"0", "0"};
    Router router_;
    std::promise<void> begun_;
    boost::asio::steady_timer* held_ = nullptr;
    std::unique_ptr<TestServer> server_;
};

}  // namespace hotline::http
