#include "http/message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/reply_writer.hpp"

namespace hotline::http {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string head(const HttpReply& reply, ReplyFrame frame = {.request_id = "r1", .date = "today"}) {
    std::string out;
    EXPECT_TRUE(append_reply_head(out, reply, frame));
    return out;
}

TEST(HttpRequest, HeadersAreFoundInAnyCase) {
    HttpRequest request;
    request.headers = {{"If-Match", "\"3\""}, {"x-y", "1"}};
    EXPECT_EQ(request.header("if-match"), "\"3\"");
    EXPECT_EQ(request.header("X-Y"), "1");
    EXPECT_EQ(request.header("X-Z"), "");
}

TEST(JsonType, IsOneTypeWithOneCharset) {
    for (const auto* good : {"application/json", "Application/JSON", "application/json; charset=utf-8",
                             "application/json;charset=UTF-8", "application/json ; charset=\"utf-8\""}) {
        EXPECT_TRUE(is_json_type(good)) << good;
    }
    for (const auto* bad : {"", "text/plain", "application/jsonp", "application/json; charset=gbk", "application/json;",
                            "application/json; charset=utf-8; x=y", "application/x-www-form-urlencoded"}) {
        EXPECT_FALSE(is_json_type(bad)) << bad;
    }
}

TEST(HttpReply, IsWrittenWithItsHeaders) {
    EXPECT_EQ(head(HttpReply{.status = 201, .body = "{}"}.with("Location", "/api/v1/tickets/1").etag(7)),
              "HTTP/1.1 201 Created\r\nDate: today\r\nX-Request-Id: r1\r\n"
              "Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n"
              "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
              "Cross-Origin-Resource-Policy: same-origin\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "Cache-Control: no-store\r\n"
              "Location: /api/v1/tickets/1\r\nETag: \"7\"\r\n\r\n");
}

TEST(HttpReply, WithoutContentHasNoLength) {
    EXPECT_THAT(head(no_content()), Not(HasSubstr("\r\nContent-Length")));
    EXPECT_THAT(head(no_content()), Not(HasSubstr("\r\nContent-Type")));
}

TEST(HttpReply, AnEmptyBodyHasALengthButNoType) {
    EXPECT_THAT(head(ok("")), HasSubstr("Content-Length: 0\r\n"));
    EXPECT_THAT(head(ok("")), Not(HasSubstr("\r\nContent-Type")));
}

TEST(HttpReply, MaySayHowLongItIsGood) {
    const auto text = head(ok("x").with("cache-control", "max-age=60"));
    EXPECT_THAT(text, HasSubstr("cache-control: max-age=60\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("no-store")));
}

TEST(HttpReply, MayAllowAPageItsOwnContent) {
    const auto text = head(ok("x").with("content-security-policy", "default-src 'self'"));
    EXPECT_THAT(text, HasSubstr("content-security-policy: default-src 'self'\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("default-src 'none'")));
}

TEST(HttpReply, TellsBrowsersToStayUnderTlsOnlyUnderTls) {
    EXPECT_THAT(head(ok("x")), Not(HasSubstr("Strict-Transport-Security")));
    EXPECT_THAT(head(ok("x"), {.request_id = "r1", .date = "today", .secure = true}),
                HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
}

TEST(HttpReply, SaysWhetherTheConnectionGoesOn) {
    EXPECT_THAT(head(ok("")), Not(HasSubstr("Connection")));
    EXPECT_THAT(head(ok(""), {.close = true, .say_keep_alive = true}), HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(head(ok(""), {.say_keep_alive = true}), HasSubstr("Connection: keep-alive\r\n"));
}

TEST(HttpReply, AHeaderCannotBreakOutOfItsLine) {
    std::string out;
    const auto reply = ok("{}").with("Location", "/a\r\nSet-Cookie: x=1").with("X-Good", "1");
    EXPECT_FALSE(append_reply_head(out, reply, {}));
    EXPECT_THAT(out, Not(HasSubstr("Set-Cookie")));
    EXPECT_THAT(out, HasSubstr("X-Good: 1\r\n"));
}

}  // namespace
}  // namespace hotline::http
