#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace hotline::http {
namespace {

Awaitable<HttpReply> nothing(const HttpRequest&) { co_return no_content(); }

class RouterTest : public testing::Test {
protected:
    RouterTest() {
        router_.add("GET", "/api/v1/tickets", nothing);
        router_.add("POST", "/api/v1/tickets", nothing);
        router_.add("GET", "/api/v1/tickets/{number}", nothing);
        router_.add("POST", "/api/v1/tickets/{number}/claim", nothing);
        router_.add("GET", "/api/v1/tickets/mine", nothing);
        router_.add("POST", "/api/v1/tickets/mine/sort", nothing);
        router_.add("GET", "/console/{file*}", nothing);
        router_.add("GET", "/", nothing);
    }

    Result<Router::Match> match(std::string method, std::string path) {
        request_.method = std::move(method);
        request_.path = std::move(path);
        return router_.match(request_);
    }

    std::string pattern(std::string method, std::string path) {
        const auto found = match(std::move(method), std::move(path));
        return found && found->route ? found->route->pattern : "";
    }

    ErrorCode error(std::string method, std::string path) {
        return match(std::move(method), std::move(path)).error().code;
    }

    Router router_;
    HttpRequest request_;
};

TEST_F(RouterTest, FindsTheRouteAndItsParameters) {
    EXPECT_EQ(pattern("POST", "/api/v1/tickets/100001073/claim"), "/api/v1/tickets/{number}/claim");
    EXPECT_EQ(request_.path_param("number"), "100001073");
    EXPECT_EQ(request_.path_param("other"), "");
    EXPECT_EQ(request_.route, "/api/v1/tickets/{number}/claim");
    EXPECT_EQ(pattern("GET", "/"), "/");
}

TEST_F(RouterTest, ParametersOfTheLastRequestAreForgotten) {
    pattern("GET", "/api/v1/tickets/1");
    pattern("GET", "/api/v1/tickets");
    EXPECT_TRUE(request_.path_params.empty());
}

TEST_F(RouterTest, ALiteralWinsOverAParameter) {
    EXPECT_EQ(pattern("GET", "/api/v1/tickets/mine"), "/api/v1/tickets/mine");
    EXPECT_EQ(pattern("GET", "/api/v1/tickets/mine2"), "/api/v1/tickets/{number}");
}

TEST_F(RouterTest, AParameterIsTriedWhereTheLiteralLedNowhere) {
    EXPECT_EQ(pattern("POST", "/api/v1/tickets/mine/claim"), "/api/v1/tickets/{number}/claim");
    EXPECT_EQ(request_.path_param("number"), "mine");
}

TEST_F(RouterTest, TheLastParameterCanTakeTheRest) {
    EXPECT_EQ(pattern("GET", "/console/assets/app.js"), "/console/{file*}");
    EXPECT_EQ(request_.path_param("file"), "assets/app.js");
    EXPECT_EQ(pattern("GET", "/console/"), "/console/{file*}");
    EXPECT_EQ(request_.path_param("file"), "");
}

TEST_F(RouterTest, WhatIsNotThereIsNotFound) {
    for (const auto* path : {"/api", "/api/v1/tickets/", "/api/v1/tickets//claim", "/api/v1/tickets/1/claim/", "//",
                             "/API/v1/tickets", "/api/v1/tickets/1/claim/2", "*", ""}) {
        EXPECT_EQ(error("GET", path), ErrorCode::kRouteNotFound) << path;
    }
}

TEST_F(RouterTest, AWrongMethodLearnsTheRightOnes) {
    const auto refused = match("DELETE", "/api/v1/tickets");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kMethodNotAllowed);
    EXPECT_THAT(refused.error().context, testing::Contains(testing::Pair("allow", "GET, HEAD, OPTIONS, POST")));
    EXPECT_EQ(error("get", "/api/v1/tickets"), ErrorCode::kMethodNotAllowed);
    EXPECT_EQ(error("HEAD", "/api/v1/tickets/1/claim"), ErrorCode::kMethodNotAllowed);
}

TEST_F(RouterTest, HeadFindsGet) { EXPECT_EQ(pattern("HEAD", "/api/v1/tickets"), "/api/v1/tickets"); }

TEST_F(RouterTest, OptionsListsTheMethods) {
    const auto found = match("OPTIONS", "/api/v1/tickets/1/claim");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->route, nullptr);
    EXPECT_EQ(found->allow, "OPTIONS, POST");
    EXPECT_TRUE(match("OPTIONS", "*"));
}

TEST_F(RouterTest, MistakesInThePatternsAreFoundAtStart) {
    for (const auto* pattern : {"", "api", "/api/v1/tickets", "/a/{b", "/a/b}", "/a/{b*}/c", "/a*"}) {
        EXPECT_THROW(router_.add("GET", pattern, nothing), std::logic_error) << pattern;
    }
}

}  // namespace
}  // namespace hotline::http
