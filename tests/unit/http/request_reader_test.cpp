#include "http/request_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hotline::http {
namespace {

using namespace std::string_view_literals;
using Progress = RequestReader::Progress;

/// A connection's reader and what it has read.
struct Reading {
    void give(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto room = reader.prepare();
            const auto size = std::min(room.size(), bytes.size());
            std::copy_n(bytes.data(), size, room.data());
            reader.commit(size);
            bytes.remove_prefix(size);
        }
    }

    Progress read(std::string_view bytes) {
        give(bytes);
        return reader.advance(request);
    }

    HttpSettings settings{.body_limit = 100, .header_limit = 1024, .target_limit = 64};
    RequestReader reader{settings};
    HttpRequest request;
};

class RequestReaderTest : public testing::Test, public Reading {};

/// What becomes of one request on a fresh connection; kInternal when it is not refused.
ErrorCode refusal(std::string_view bytes) {
    Reading fresh;
    return fresh.read(bytes) == Progress::kRefused ? fresh.reader.error().code : ErrorCode::kInternal;
}

constexpr std::string_view kPost =
    "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nX-Request-Id: abc.1_2-3\r\n"
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nContent-Length: 7\r\n\r\n{\"a\":1}";

TEST_F(RequestReaderTest, ReadsARequest) {
    ASSERT_EQ(read(kPost), Progress::kComplete);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(reader.target(), "/a?b=c");
    EXPECT_EQ(request.header("content-type"), "application/json");
    EXPECT_EQ(request.body, "{\"a\":1}");
    EXPECT_EQ(request.request_id, "abc.1_2-3");
    EXPECT_EQ(request.trace_id(), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_TRUE(reader.keep_alive());
    EXPECT_FALSE(reader.is_http_1_0());
}

TEST_F(RequestReaderTest, ReadsTheSameByteByByte) {
    for (std::size_t i = 0; i + 1 < kPost.size(); ++i) ASSERT_EQ(read(kPost.substr(i, 1)), Progress::kNeedMore) << i;
    ASSERT_EQ(read(kPost.substr(kPost.size() - 1)), Progress::kComplete);
    EXPECT_EQ(request.body, "{\"a\":1}");
}

TEST_F(RequestReaderTest, KeepsWhatCameAfterTheRequest) {
    give(std::string(kPost) + "\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\nGET /thi");
    ASSERT_EQ(reader.advance(request), Progress::kComplete);
    reader.next_request();
    ASSERT_EQ(reader.advance(request), Progress::kComplete);
    EXPECT_EQ(reader.target(), "/second");
    EXPECT_EQ(request.body, "");
    EXPECT_EQ(request.request_id, "");
    EXPECT_EQ(request.traceparent, "");
    reader.next_request();
    EXPECT_EQ(reader.advance(request), Progress::kNeedMore);
    EXPECT_TRUE(reader.started());
}

TEST_F(RequestReaderTest, PutsChunksTogether) {
    const std::string_view text =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;ext=1\r\n\":1}\r\n0\r\n"
        "Authorization: Bearer smuggled\r\n\r\n";
    for (std::size_t i = 0; i + 1 < text.size(); ++i) ASSERT_EQ(read(text.substr(i, 1)), Progress::kNeedMore) << i;
    ASSERT_EQ(read(text.substr(text.size() - 1)), Progress::kComplete);
    EXPECT_EQ(request.body, "{\"a\":1}");
    EXPECT_EQ(request.header("Authorization"), "") << "a trailer must not become a header";
}

TEST_F(RequestReaderTest, AsksForTheBodyOnlyOnce) {
    EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"),
              Progress::kWantsContinue);
    EXPECT_EQ(reader.advance(request), Progress::kNeedMore);
    EXPECT_EQ(read("{}"), Progress::kComplete);
}

TEST_F(RequestReaderTest, DoesNotAskForABodyThatIsTooLarge) {
    EXPECT_EQ(read("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n"),
              Progress::kRefused);
    EXPECT_EQ(reader.error().code, ErrorCode::kBodyTooLarge);
}

TEST_F(RequestReaderTest, LimitsEachPart) {
    const std::string host = " HTTP/1.1\r\nHost: x\r\n";
    EXPECT_EQ(refusal("GET /" + std::string(64, 'a') + host + "\r\n"), ErrorCode::kUriTooLong);
    EXPECT_EQ(refusal("GET /" + std::string(5000, 'a')), ErrorCode::kUriTooLong);
    EXPECT_EQ(refusal("GET /" + host + "A: " + std::string(2000, 'a')), ErrorCode::kHeaderTooLarge);
    EXPECT_EQ(refusal("GET /" + host + "A: " + std::string(1000, 'a') + "\r\n\r\n"), ErrorCode::kHeaderTooLarge);
    std::string many = "GET /" + host;
    for (int i = 0; i < 200; ++i) many += "A" + std::to_string(i) + ": 1\r\n";
    EXPECT_EQ(refusal(many + "\r\n"), ErrorCode::kHeaderTooLarge);
    EXPECT_EQ(refusal("POST /" + host + "Content-Length: 101\r\n\r\n"), ErrorCode::kBodyTooLarge);
    EXPECT_EQ(
        refusal("POST /" + host + "Transfer-Encoding: chunked\r\n\r\nff\r\n" + std::string(255, 'a') + "\r\n0\r\n\r\n"),
        ErrorCode::kBodyTooLarge);
    EXPECT_EQ(refusal("POST /" + host + "Transfer-Encoding: chunked\r\n\r\n3;" + std::string(2000, 'e')),
              ErrorCode::kBadRequest);
    EXPECT_EQ(refusal(std::string(40, 'M') + " /" + host + "\r\n"), ErrorCode::kBadRequest);
}

TEST_F(RequestReaderTest, RefusesWhatIsNotHttp) {
    EXPECT_EQ(refusal("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"sv), ErrorCode::kBadRequest) << "a TLS client";
    for (const std::string_view text :
         {"hello\r\n\r\n", "GET\r\n\r\n", "GET / \r\n\r\nHost: xxx\r\n", "GET / HTTP/2.0\r\n\r\n",
          "GET / HTTP/1.2\r\nHost: x\r\n\r\n", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n",
          "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        EXPECT_EQ(refusal(text), ErrorCode::kBadRequest) << text;
    }
}

TEST_F(RequestReaderTest, JoinsAFoldedHeader) {
    ASSERT_EQ(read("GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n 2\r\n\r\n"), Progress::kComplete);
    EXPECT_EQ(request.header("A"), "1 2") << "RFC 9112 section 5.2";
}

TEST_F(RequestReaderTest, RefusesBadHeaders) {
    for (const std::string header :
         {"Host : y", "A b: 1", ": 1", "NoColon", "A: \x01", "A: 1\r2", "A: a\x7F", "Host: y",
          "Authorization: a\r\nAuthorization: b", "Content-Type: a\r\ncontent-type: b"}) {
        EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"), ErrorCode::kBadRequest) << header;
    }
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"sv), ErrorCode::kBadRequest);
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\n\r\n"), ErrorCode::kBadRequest) << "no Host";
}

TEST_F(RequestReaderTest, RefusesWhatCouldEndInTwoPlaces) {
    for (const std::string headers :
         {"Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5", "Content-Length: 5, 5",
          "Content-Length: +5", "Content-Length: -1", "Content-Length: 0x5", "Content-Length: 5 5",
          "Content-Length:", "Content-Length: 99999999999999999999999", "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: gzip", "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Transfer-Encoding: \"chunked\""}) {
        const auto text =
            "POST / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n";
        EXPECT_NE(refusal(text), ErrorCode::kInternal) << headers;
    }
    EXPECT_EQ(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), ErrorCode::kBadRequest);
}

TEST_F(RequestReaderTest, RefusesBadChunks) {
    for (const std::string chunk : {"x\r\n", "-1\r\n", "0x3\r\nabc\r\n", "3\nabc\n", "3\r\nabcd\r\n", " 3\r\nabc\r\n",
                                    "ffffffffffffffffff\r\n"}) {
        EXPECT_NE(refusal("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n"),
                  ErrorCode::kInternal)
            << chunk;
    }
}

TEST_F(RequestReaderTest, TakesOnlyASaneRequestIdAndTrace) {
    const auto with = [](const std::string& header) {
        auto fresh = std::make_unique<Reading>();
        EXPECT_EQ(fresh->read("GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"), Progress::kComplete) << header;
        return fresh;
    };
    for (const std::string& id :
         {std::string(65, 'a'), std::string("a b"), std::string("a\"b"), std::string("工单"), std::string()}) {
        EXPECT_EQ(with("X-Request-Id: " + id)->request.request_id, "") << id;
    }
    EXPECT_EQ(with("X-Request-Id: " + std::string(64, 'a'))->request.request_id.size(), 64u);
    for (const std::string trace : {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "x",
                                    "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                                    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                                    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                                    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-extra"}) {
        EXPECT_EQ(with("traceparent: " + trace)->request.traceparent, "") << trace;
    }
}

}  // namespace
}  // namespace hotline::http
