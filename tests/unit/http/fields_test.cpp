#include "http/fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hotline::http {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 2> kHows{"phone", "visit"};

/// Reads `text` as a contract with every kind of member.
Result<void> read(const std::string& text) {
    const auto json = parse_json_object(text);
    if (!json) return std::unexpected(json.error());
    Fields f(*json);
    f.required_string("title", {.max_characters = 5, .several_lines = false});
    f.optional_string("text");
    f.optional_int("urgency", {.min = 1, .max = 4});
    f.optional_bool("solved");
    f.optional_choice("how", kHows);
    f.optional_instant("at");
    f.optional_string_map("facts", 2, {.max_characters = 3});
    f.optional_string_list("roles", 2, {.max_characters = 3});
    f.optional_object("caller", [](Fields& caller) { caller.required_string("name"); });
    return f.finish();
}

struct Case {
    std::string text;
    ErrorCode code;
    std::string field;
};

TEST(Fields, ReadWhatTheContractHas) {
    const auto json =
        parse_json_object(R"({"title":"停工停产急","text":"a\n\tb","urgency":2.0,"solved":false,"how":"visit",
        "at":"2022-04-18T09:30:00+08:00","facts":{"plate":"吉A1"},"roles":["a","b"],"caller":{"name":"Li"}})");
    ASSERT_TRUE(json);
    Fields f(*json);
    EXPECT_EQ(f.required_string("title", {.max_characters = 5}), "停工停产急");
    EXPECT_EQ(f.optional_string("text"), "a\n\tb");
    EXPECT_EQ(f.optional_int("urgency", {.min = 1, .max = 4}), 2);
    EXPECT_EQ(f.optional_bool("solved"), false);
    EXPECT_EQ(f.optional_choice("how", kHows), "visit");
    EXPECT_EQ(f.optional_instant("at"), Instant{1650245400000ms});
    EXPECT_THAT(f.optional_string_map("facts", 5).value_or(Fields::TextMap{}),
                testing::ElementsAre(testing::Pair("plate", "吉A1")));
    EXPECT_THAT(f.optional_string_list("roles", 5).value_or(std::vector<std::string>{}),
                testing::ElementsAre("a", "b"));
    std::string name;
    EXPECT_TRUE(f.optional_object("caller", [&](Fields& caller) { name = caller.required_string("name"); }));
    EXPECT_EQ(name, "Li");
    EXPECT_TRUE(f.finish());
}

TEST(Fields, NullAndAbsentAreTheSameUnlessAsked) {
    const auto json = parse_json_object(R"({"a":null})");
    Fields f(*json);
    EXPECT_EQ(f.optional_string("a"), std::nullopt);
    EXPECT_EQ(f.optional_int("b", {}), std::nullopt);
    EXPECT_TRUE(f.is_null("a"));
    EXPECT_FALSE(f.is_null("b"));
    EXPECT_FALSE(f.has("a"));
    EXPECT_TRUE(f.finish());
}

TEST(Fields, NameTheFirstErrorByItsPointer) {
    using enum ErrorCode;
    for (const auto& [text, code, field] : {
             Case{"{}", kMissingField, "/title"},
             Case{R"({"title":null})", kMissingField, "/title"},
             Case{R"({"title":3})", kInvalidField, "/title"},
             Case{R"({"title":""})", kInvalidField, "/title"},
             Case{R"({"title":" \u3000 "})", kInvalidField, "/title"},
             Case{R"({"title":"停工停产急急"})", kInvalidField, "/title"},
             Case{R"({"title":"a\nb"})", kInvalidField, "/title"},
             Case{R"({"title":"a\u0007"})", kInvalidField, "/title"},
             Case{R"({"title":"a\u0085"})", kInvalidField, "/title"},
             Case{R"({"title":"a","text":"a\rb"})", kInvalidField, "/text"},
             Case{R"({"title":"a","urgency":5})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","urgency":0})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","urgency":"2"})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","urgency":2.5})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","urgency":1e300})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","urgency":18446744073709551615})", kInvalidField, "/urgency"},
             Case{R"({"title":"a","solved":"yes"})", kInvalidField, "/solved"},
             Case{R"({"title":"a","how":"fax"})", kInvalidField, "/how"},
             Case{R"({"title":"a","how":1})", kInvalidField, "/how"},
             Case{R"({"title":"a","at":"2022-04-18"})", kInvalidField, "/at"},
             Case{R"({"title":"a","at":"2022-04-18T09:30:00"})", kInvalidField, "/at"},
             Case{R"({"title":"a","at":1650245400})", kInvalidField, "/at"},
             Case{R"({"title":"a","facts":[]})", kInvalidField, "/facts"},
             Case{R"({"title":"a","facts":{"a":1}})", kInvalidField, "/facts/a"},
             Case{R"({"title":"a","facts":{"a/b":"long"}})", kInvalidField, "/facts/a~1b"},
             Case{R"({"title":"a","facts":{"a":"","b":"1","c":"1"}})", kInvalidField, "/facts"},
             Case{R"({"title":"a","facts":{"a\nb":"1"}})", kInvalidField, "/facts/a\nb"},
             Case{R"({"title":"a","caller":"Li"})", kInvalidField, "/caller"},
             Case{R"({"title":"a","caller":{}})", kMissingField, "/caller/name"},
             Case{R"({"title":"a","caller":{"name":"Li","age":1}})", kUnknownField, "/caller/age"},
             Case{R"({"title":"a","titel":"b"})", kUnknownField, "/titel"},
             Case{R"({"title":"a","urgency":9,"zzz":1})", kInvalidField, "/urgency"},
         }) {
        const auto done = read(text);
        ASSERT_FALSE(done) << text;
        EXPECT_EQ(done.error().code, code) << text;
        EXPECT_EQ(done.error().field, field) << text;
        EXPECT_FALSE(done.error().detail.empty()) << text;
    }
}

TEST(Fields, TakeRulesOfTheirCaller) {
    const auto json = parse_json_object(R"({"reached":false,"satisfaction":3})");
    Fields f(*json, "/callback");
    if (!f.required_bool("reached") && f.optional_int("satisfaction", {.min = 1, .max = 5})) {
        f.refuse(ErrorCode::kInvalidField, "satisfaction", "Only who was reached can be satisfied");
        f.refuse(ErrorCode::kInvalidField, "reached", "A second error");
    }
    EXPECT_EQ(f.finish().error().field, "/callback/satisfaction");
}

}  // namespace
}  // namespace hotline::http
