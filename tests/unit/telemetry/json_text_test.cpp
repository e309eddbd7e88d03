#include "telemetry/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace hotline::telemetry {
namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonText, ComesBackAsItWas) {
    for (const std::string text :
         {"", "plain", "quote \" and \\", "工单 \xF0\x9F\x93\x9E", "a\tb\nc\rd", "\x01\x1f\x7f"}) {
        EXPECT_EQ(nlohmann::json::parse(as_json(text)).get<std::string>(), text);
    }
}

TEST(JsonText, NulIsEscaped) { EXPECT_EQ(as_json(std::string_view("a\0b", 3)), R"("a\u0000b")"); }

TEST(JsonText, StaysOnOneLineWhateverTheBytes) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % 40, '\0');
        for (auto& byte : bytes) byte = static_cast<char>(random());
        const auto text = as_json(bytes);
        EXPECT_EQ(text.find_first_of("\r\n"), std::string::npos);
        EXPECT_TRUE(is_utf8(text));
        EXPECT_TRUE(nlohmann::json::accept(text)) << text;
    }
}

TEST(JsonText, LineSeparatorsAndDirectionMarksAreEscaped) {
    EXPECT_EQ(as_json("\u2028\u2029\u202E\u2066\u0085"), R"("\u2028\u2029\u202e\u2066\u0085")");
}

TEST(JsonText, BytesThatAreNotUtf8BecomeReplacementCharacters) { EXPECT_EQ(as_json("a\xFFz"), R"("a\ufffdz")"); }

TEST(Utf8, KnowsWhatIsNot) {
    EXPECT_TRUE(is_utf8("工单 \xF4\x8F\xBF\xBF"));
    for (const std::string_view bad : {"\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                                       "\xF8\x88\x80\x80\x80", "\x80", "\xE5\xB7", "\xE5\x41\x42"}) {
        EXPECT_FALSE(is_utf8(bad));
    }
}

}  // namespace
}  // namespace hotline::telemetry
