#include "domain/ticket_number.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>

namespace hotline {
namespace {

ErrorCode error_of(std::string_view text) {
    const auto parsed = TicketNumber::parse(text);
    return parsed ? ErrorCode::kInternal : parsed.error().code;
}

TEST(TicketNumber, ComesBackFromItsText) {
    for (const long long serial : {1LL, 2LL, 999LL, 1'000'000LL, 123'456'789'012LL}) {
        for (int partition = 0; partition < 100; ++partition) {
            const TicketNumber number(partition, serial);
            const auto parsed = TicketNumber::parse(number.text());
            ASSERT_TRUE(parsed) << number.text();
            EXPECT_EQ(*parsed, number);
        }
    }
}

TEST(TicketNumber, HasNineDigitsAtFirst) {
    EXPECT_EQ(TicketNumber(0, 1).text().size(), 9U);
    EXPECT_EQ(TicketNumber(7, 1).text().substr(0, 8), "10000107");
    EXPECT_EQ(TicketNumber(99, 899'999).text().size(), 9U);
    EXPECT_EQ(TicketNumber(99, 900'000).text().size(), 10U);
}

TEST(TicketNumber, EveryWrongDigitIsFound) {
    for (const auto& [partition, serial] : {std::pair{0, 1LL}, {15, 4'711LL}, {99, 88'123'456LL}}) {
        const std::string right = TicketNumber(partition, serial).text();
        for (std::size_t i = 0; i < right.size(); ++i) {
            for (char digit = '0'; digit <= '9'; ++digit) {
                std::string wrong = right;
                wrong[i] = digit;
                if (wrong == right) continue;
                EXPECT_FALSE(TicketNumber::parse(wrong)) << wrong << " for " << right;
                if (wrong.front() != '0') EXPECT_EQ(error_of(wrong), ErrorCode::kWrongCheckDigit);
            }
        }
    }
}

TEST(TicketNumber, EverySwapOfNeighboursIsFound) {
    std::mt19937_64 random(20220418);
    for (int round = 0; round < 500; ++round) {
        const TicketNumber number(static_cast<int>(random() % 100), static_cast<long long>(random() % 10'000'000) + 1);
        const std::string right = number.text();
        for (std::size_t i = 0; i + 1 < right.size(); ++i) {
            std::string wrong = right;
            std::swap(wrong[i], wrong[i + 1]);
            if (wrong != right) EXPECT_FALSE(TicketNumber::parse(wrong)) << wrong << " for " << right;
        }
    }
}

TEST(TicketNumber, SpacesAndDashesMakeNoDifference) {
    const TicketNumber number(7, 23);
    const std::string text = number.text();
    for (const std::string& written : {text.substr(0, 3) + " " + text.substr(3, 3) + " " + text.substr(6),
                                       text.substr(0, 4) + "-" + text.substr(4), " " + text + " ", "--" + text}) {
        EXPECT_EQ(TicketNumber::parse(written).value(), number) << written;
    }
}

TEST(TicketNumber, WhatIsNoNumberIsRefused) {
    const std::string text = TicketNumber(7, 23).text();
    for (const std::string& rubbish :
         {std::string(), std::string(" - "), std::string("abc"), text + "x", "+" + text, text.substr(1), text + ".",
          "0" + text, std::string("000000000"), std::string("0"), std::string(19, '1'), std::string(1000, '9'),
          std::string("１００００２３０７"), std::string("١٠٠٠٠٢٣٠٧"), text + std::string(1, '\0'), "\t" + text}) {
        EXPECT_EQ(error_of(rubbish), ErrorCode::kBadTicketNumber) << rubbish;
    }
}

TEST(TicketNumber, SerialsBeginWithOne) {
    EXPECT_EQ(error_of(TicketNumber(7, 0).text()), ErrorCode::kBadTicketNumber);
    EXPECT_EQ(error_of(TicketNumber(0, -5).text()), ErrorCode::kBadTicketNumber);
}

TEST(TicketNumber, TheLongestIsReadAndOneMoreIsNot) {
    const TicketNumber longest(99, 999'999'999'899'999LL);
    EXPECT_EQ(longest.text().size(), 18U);
    EXPECT_EQ(TicketNumber::parse(longest.text()).value(), longest);
    EXPECT_EQ(error_of(TicketNumber(0, 999'999'999'900'000LL).text()), ErrorCode::kBadTicketNumber);
}

TEST(TicketNumber, IsOrderedByPartitionThenSerial) {
    EXPECT_LT(TicketNumber(1, 9), TicketNumber(2, 1));
    EXPECT_LT(TicketNumber(1, 9), TicketNumber(1, 10));
}

}  // namespace
}  // namespace hotline
