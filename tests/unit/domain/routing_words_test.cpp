#include "domain/routing_words.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace hotline {
namespace {

bool latin_or_digit(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

// The slow, obvious reference.
bool occurs(const std::string& text, const std::string& word) {
    if (word.empty()) return false;
    const auto folded = lower(text);
    for (auto at = folded.find(word); at != std::string::npos; at = folded.find(word, at + 1)) {
        const auto end = at + word.size();
        const bool cut_before = at > 0 && latin_or_digit(word.front()) && latin_or_digit(text[at - 1]);
        const bool cut_after = end < text.size() && latin_or_digit(word.back()) && latin_or_digit(text[end]);
        if (!cut_before && !cut_after) return true;
    }
    return false;
}

IndexSet found_in(const WordSearch& search, std::string_view text) {
    IndexSet found(search.size());
    search.find(text, found);
    return found;
}

TEST(WordSearch, FindsOverlappingAndNestedWords) {
    WordSearch search;
    const auto permit = search.add("施工许可");
    const auto works = search.add("施工");
    const auto licence = search.add("许可证");
    search.build();
    const auto found = found_in(search, "工地的施工许可证办不下来");
    EXPECT_TRUE(found.contains(permit));
    EXPECT_TRUE(found.contains(works));
    EXPECT_TRUE(found.contains(licence));
}

TEST(WordSearch, TakesLatinLettersAndDigitsAsWholeWordsInEitherCase) {
    WordSearch search;
    const auto batch = search.add("128");
    const auto code = search.add("CC2022-001");
    search.build();
    EXPECT_TRUE(found_in(search, "首批128个项目").contains(batch));
    EXPECT_FALSE(found_in(search, "13128001122").contains(batch));
    EXPECT_FALSE(found_in(search, "1128").contains(batch));
    EXPECT_TRUE(found_in(search, "项目cc2022-001停工").contains(code));
    EXPECT_FALSE(found_in(search, "CC2022-0012").contains(code));
}

TEST(WordSearch, GivesTheSameWordTheSameIndex) {
    WordSearch search;
    EXPECT_EQ(search.add("Gas"), search.add("gas"));
    EXPECT_NE(search.add("gas"), search.add("水"));
}

TEST(WordSearch, FindsNothingWithoutWordsOrText) {
    EXPECT_TRUE(found_in(WordSearch(), "随便什么").empty());
    WordSearch search;
    search.add("");
    search.add("水");
    search.build();
    EXPECT_TRUE(found_in(search, "").empty());
    EXPECT_FALSE(found_in(search, "停水").contains(0));
}

TEST(WordSearch, AgreesWithNaiveSearchOnRandomTexts) {
    constexpr unsigned kSeed = 20220417;
    SCOPED_TRACE(kSeed);
    std::mt19937 random(kSeed);
    const std::vector<std::string> letters{"停", "水", "电", "工", "厂", "a", "B", "1", " ", "-", "车"};
    const auto text_of = [&](std::size_t most) {
        std::string text;
        for (auto left = random() % (most + 1); left > 0; --left) text += letters[random() % letters.size()];
        return text;
    };
    for (int round = 0; round < 300; ++round) {
        WordSearch search;
        for (int word = 0; word < 30; ++word) search.add(text_of(4));
        search.build();
        for (int sample = 0; sample < 20; ++sample) {
            const auto text = text_of(60);
            const auto found = found_in(search, text);
            for (std::size_t index = 0; index < search.size(); ++index) {
                ASSERT_EQ(found.contains(index), occurs(text, search.word(index)))
                    << "word '" << search.word(index) << "' in '" << text << "'";
            }
        }
    }
}

TEST(WordSearch, SurvivesBytesThatAreNotUtf8) {
    WordSearch search;
    search.add("停水");
    search.build();
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    EXPECT_TRUE(found_in(search, every_byte).empty());
    EXPECT_TRUE(found_in(search, every_byte + "停水" + every_byte).contains(0));
}

TEST(IndexSet, ComparesAcrossDifferentCapacities) {
    IndexSet few;
    few.insert(3);
    IndexSet many(500);
    many.insert(3);
    many.insert(400);
    EXPECT_TRUE(many.includes(few));
    EXPECT_FALSE(few.includes(many));
    EXPECT_TRUE(few.meets(many));
    EXPECT_EQ(many.count_common(few), 1);
    EXPECT_EQ(many.all(), (std::vector<std::size_t>{3, 400}));
}

}  // namespace
}  // namespace hotline
