#include "http/json.hpp"

#include <gtest/gtest.h>

namespace hotline::http {
namespace {

struct Refused {
    std::string text;
    ErrorCode code;
    std::string field;
};

TEST(ParseJson, ReadsWhatIsJson) {
    for (const std::string text :
         {R"({"a":[1,-2,2.5,1e3,"工单",true,false,null,{}]})", "[]", "\"x\"", " 1 ", R"("\u5de5\ud83d\ude00\n")",
          R"({"a":{"b":1},"b":{"b":1}})", "[[1],[2,[3]]]", "18446744073709551615"}) {
        const auto json = parse_json(text);
        ASSERT_TRUE(json) << text;
        EXPECT_EQ(*json, Json::parse(text)) << text;
    }
}

TEST(ParseJson, RefusesWhatIsNot) {
    for (const std::string text : {"",      " ",        "{",       "}",           "[1,]",      "{\"a\":1,}", "{'a':1}",
                                   "{a:1}", "nul",      "NaN",     "-Infinity",   "01",        "+1",         "1 2",
                                   "{} x",  "\"a\nb\"", "\"\\x\"", "\"\\ud800\"", "/* c */ 1", "[1] // c",   "\"a"}) {
        const auto json = parse_json(text);
        ASSERT_FALSE(json) << text;
        EXPECT_EQ(json.error().code, ErrorCode::kMalformedJson) << text;
    }
    using namespace std::string_view_literals;
    for (const std::string_view text : {"[1\0]"sv, "{}\0"sv, "{}\0{}"sv, "\0"sv, "\"a\0b\""sv}) {
        const auto json = parse_json(text);
        ASSERT_FALSE(json) << text;
        EXPECT_EQ(json.error().code, ErrorCode::kMalformedJson) << text;
    }
}

TEST(ParseJson, NamesWhatTwoParsersCouldReadDifferently) {
    for (const auto& [text, code, field] :
         {Refused{R"({"a":1,"a":2})", ErrorCode::kInvalidField, "/a"},
          Refused{R"({"x":[0,{"a":1,"\u0061":2}]})", ErrorCode::kInvalidField, "/x/1/a"},
          Refused{R"({"t":"a\u0000b"})", ErrorCode::kInvalidField, "/t"},
          Refused{R"({"t":["x","\u0000"]})", ErrorCode::kInvalidField, "/t/1"},
          Refused{R"({"t":{"a\u0000":1}})", ErrorCode::kInvalidField, "/t"},
          Refused{R"({"n":1e999})", ErrorCode::kInvalidField, "/n"},
          Refused{R"({"a/b~c":{"d":1,"d":1}})", ErrorCode::kInvalidField, "/a~1b~0c/d"},
          Refused{"{\"t\":\"\xFF\"}", ErrorCode::kBadUtf8, ""}, Refused{"\"\xED\xA0\x80\"", ErrorCode::kBadUtf8, ""}}) {
        const auto json = parse_json(text);
        ASSERT_FALSE(json) << text;
        EXPECT_EQ(json.error().code, code) << text;
        EXPECT_EQ(json.error().field, field) << text;
    }
}

TEST(ParseJson, BytesThatAreNotUtf8AreNamedAsSuchWhereverTheyStand) {
    for (const std::string bytes :
         {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\x80", "\xE5\xB7"}) {
        for (const std::string& text : {"\"" + bytes + "\"", "{\"" + bytes + "\":1}", bytes, "[" + bytes + "]"}) {
            const auto json = parse_json(text);
            ASSERT_FALSE(json) << text;
            EXPECT_EQ(json.error().code, ErrorCode::kBadUtf8) << text;
        }
    }
}

TEST(ParseJson, NumbersAreExact) {
    for (const std::string text :
         {"0", "-0.0", "-9223372036854775808", "9223372036854775807", "0.1", "1.7976931348623157e308", "5e-324",
          "123456789012345678901234567890", "2.2250738585072011e-308"}) {
        const auto json = parse_json(text);
        ASSERT_TRUE(json) << text;
        EXPECT_EQ(*json, Json::parse(text)) << text;
        EXPECT_EQ(json->type(), Json::parse(text).type()) << text;
    }
}

TEST(ParseJson, DepthHasALimit) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(parse_json(nested(kJsonDepthLimit)));
    EXPECT_EQ(parse_json(nested(kJsonDepthLimit + 1)).error().code, ErrorCode::kMalformedJson);
    EXPECT_EQ(parse_json(std::string(200'000, '[')).error().code, ErrorCode::kMalformedJson);
}

TEST(ParseJson, ABodyIsAnObject) {
    EXPECT_TRUE(parse_json_object("{}"));
    EXPECT_EQ(parse_json_object("[]").error().code, ErrorCode::kInvalidField);
    EXPECT_EQ(parse_json_object("").error().code, ErrorCode::kMalformedJson);
    EXPECT_EQ(parse_json_object("", EmptyBody::kIsEmptyObject), Json::object());
}

}  // namespace
}  // namespace hotline::http
