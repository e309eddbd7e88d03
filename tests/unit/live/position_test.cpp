#include "live/position.hpp"

#include <gtest/gtest.h>

namespace hotline::live {
namespace {

Position sample() {
    Position position(3);
    position.set(0, {0, 0});
    position.set(1, {1, 0xDEADBEEF});
    position.set(2, {123'456'789'012, 7});
    position.set_roster(300);
    return position;
}

TEST(Position, IsReadAsItWasWritten) {
    const auto claimed = ClaimedPosition::parse(sample().text(), 3);
    ASSERT_TRUE(claimed);
    EXPECT_EQ(claimed->counts, (std::vector<long long>{0, 1, 123'456'789'012}));
    EXPECT_EQ(claimed->roster, 300);
    EXPECT_EQ(claimed->seal, seal_of(sample().marks()));
}

TEST(Position, SealTellsLinksAndPartitionsApart) {
    const std::vector<Mark> marks{{5, 1}, {5, 2}};
    EXPECT_NE(seal_of(marks), seal_of({{5, 2}, {5, 1}}));
    EXPECT_NE(seal_of(marks), seal_of({{5, 1}, {5, 3}}));
    EXPECT_EQ(seal_of(marks), seal_of({{6, 1}, {7, 2}}));
}

TEST(Position, SixteenPartitionsStayShort) {
    Position position(16);
    for (int partition = 0; partition < 16; ++partition) position.set(partition, {1'000'000, 99});
    EXPECT_LE(position.text().size(), 80U);
}

TEST(Position, WhatItDidNotWriteIsNoPosition) {
    const std::string good = sample().text();
    EXPECT_FALSE(ClaimedPosition::parse("", 3));
    EXPECT_FALSE(ClaimedPosition::parse("?", 3));
    EXPECT_FALSE(ClaimedPosition::parse(good + "AA", 3));
    EXPECT_FALSE(ClaimedPosition::parse(good, 2));
    EXPECT_FALSE(ClaimedPosition::parse(good, 4));
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(ClaimedPosition::parse(good.substr(0, length), 3)) << length;
    }
}

TEST(Position, CountHasOneWriting) {
    // Version 1, the count 0 in two bytes, the roster, a seal: base64url of 01 80 00 00 00 00 00 00.
    EXPECT_FALSE(ClaimedPosition::parse("AYAAAAAAAAA", 1));
}

}  // namespace
}  // namespace hotline::live
