#include "http/problem.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "http/json.hpp"

namespace hotline::http {
namespace {

using testing::Contains;
using testing::Pair;

constexpr auto kFirst = ErrorCode::kBadRequest;
constexpr auto kLast = ErrorCode::kInternal;

TEST(Problem, EveryErrorCodeHasItsOwnDocument) {
    std::set<std::string> codes;
    for (int i = static_cast<int>(kFirst); i <= static_cast<int>(kLast); ++i) {
        const auto code = static_cast<ErrorCode>(i);
        const auto& known = problem_of(code);
        const auto reply = problem(Error{code, "why \"it\" failed\n", "/caller/phone", {}}, "req-1");
        EXPECT_EQ(reply.status, known.status);
        EXPECT_GE(reply.status, 400);
        EXPECT_EQ(reply.content_type, "application/problem+json; charset=utf-8");
        const auto document = Json::parse(reply.body);
        EXPECT_EQ(document["type"], "/problems/" + std::string(known.code));
        EXPECT_EQ(document["title"], std::string(known.title));
        EXPECT_EQ(document["status"], known.status);
        EXPECT_EQ(document["code"], std::string(known.code));
        EXPECT_EQ(document["detail"], "why \"it\" failed\n");
        EXPECT_EQ(document["field"], "/caller/phone");
        EXPECT_EQ(document["request_id"], "req-1");
        EXPECT_TRUE(codes.insert(std::string(known.code)).second) << known.code << " twice";
    }
}

TEST(Problem, NamesNoFieldWhereThereIsNone) {
    EXPECT_FALSE(Json::parse(problem(Error{ErrorCode::kTicketNotFound, "", "", {}}, "r").body).contains("field"));
}

TEST(Problem, CarriesTheContextButNeverOverItsOwnMembers) {
    const Error error{ErrorCode::kClaimLost, "", "", {{"holder", "tra1"}, {"status", "200"}}};
    const auto document = Json::parse(problem(error, "r").body);
    EXPECT_EQ(document["holder"], "tra1");
    EXPECT_EQ(document["status"], 409);
}

TEST(Problem, SaysWhatTheStatusAsksFor) {
    EXPECT_THAT(problem(Error{ErrorCode::kTooBusy, "", "", {}}, "r").headers, Contains(Pair("Retry-After", "1")));
    EXPECT_THAT(problem(Error{ErrorCode::kStoreUnavailable, "", "", {}}, "r").headers,
                Contains(Pair("Retry-After", "1")));
    EXPECT_THAT(problem(Error{ErrorCode::kUnauthenticated, "", "", {}}, "r").headers,
                Contains(Pair("WWW-Authenticate", "Bearer")));
    EXPECT_THAT(problem(Error{ErrorCode::kMethodNotAllowed, "", "", {{"allow", "GET"}}}, "r").headers,
                Contains(Pair("Allow", "GET")));
    EXPECT_TRUE(problem(Error{ErrorCode::kInvalidField, "", "", {}}, "r").headers.empty());
}

}  // namespace
}  // namespace hotline::http
