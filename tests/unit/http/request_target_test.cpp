#include "http/request_target.hpp"

#include <gtest/gtest.h>

namespace hotline::http {
namespace {

struct Good {
    std::string target;
    std::string path;
};

TEST(RequestTarget, IsDecoded) {
    for (const auto& [target, path] :
         {Good{"/", "/"}, Good{"/a/b", "/a/b"}, Good{"/%E5%B7%A5%e5%8d%95", "/工单"}, Good{"/a+b%20c", "/a+b c"},
          Good{"/a%2Eb/...", "/a.b/..."}, Good{"http://example.test/a?b=c", "/a"},
          Good{"HTTPS://example.test?b=c", "/"}, Good{"/%25", "/%"}, Good{"*", "*"}}) {
        HttpRequest request;
        EXPECT_TRUE(read_target(target, request)) << target;
        EXPECT_EQ(request.path, path) << target;
    }
}

TEST(RequestTarget, IsRefusedWhereItCouldBeReadInTwoWays) {
    for (const std::string target :
         {"",       "a",        "a/b",          "/%",      "/%4",         "/%zz",     "/%00",      "/a%0d%0ab",
          "/a%7F",  "/a#b",     "/a%2Fb",       "/a/../b", "/..",         "/a/.",     "/%2e%2e/b", "/a?b=1&b=2",
          "/a?b=%", "/a?%00=1", "/a?b=1&%62=2", "http://", "http://host", "host:443", "/a\x01"}) {
        HttpRequest request;
        const auto read = read_target(target, request);
        ASSERT_FALSE(read) << target;
        EXPECT_EQ(read.error().code, ErrorCode::kBadRequest) << target;
    }
}

TEST(RequestTarget, MustBeUtf8) {
    for (const std::string target : {"/%FF", "/%C0%AF", "/%ED%A0%80", "/a?b=%E5%B7", "/a?%FF=1"}) {
        HttpRequest request;
        EXPECT_EQ(read_target(target, request).error().code, ErrorCode::kBadUtf8) << target;
    }
}

TEST(RequestTarget, QueryParametersAreFoundByName) {
    HttpRequest request;
    ASSERT_TRUE(read_target("/q?state=queued&&text=a+b%2Bc%26d%3D&empty=&bare&x=1=2", request));
    EXPECT_EQ(request.query("state"), "queued");
    EXPECT_EQ(request.query("text"), "a b+c&d=");
    EXPECT_EQ(request.query("empty"), "");
    EXPECT_EQ(request.query("bare"), "");
    EXPECT_EQ(request.query("x"), "1=2");
    EXPECT_EQ(request.query("State"), std::nullopt);
    ASSERT_TRUE(read_target("/q", request));
    EXPECT_EQ(request.query("state"), std::nullopt);
}

TEST(RequestTarget, ARepeatedParameterIsNamed) {
    HttpRequest request;
    EXPECT_EQ(read_target("/q?limit=1&limit=1", request).error().field, "limit");
}

}  // namespace
}  // namespace hotline::http
