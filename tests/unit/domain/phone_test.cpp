#include "domain/phone.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hotline {
namespace {

DialPlan changchun() {
    DialPlan plan;
    plan.area_code = "431";
    return plan;
}

std::string read(std::string_view text, const DialPlan& plan = changchun()) {
    const auto phone = Phone::parse(text, plan);
    if (phone) return phone->e164();
    EXPECT_EQ(phone.error().code, ErrorCode::kBadPhone);
    EXPECT_EQ(phone.error().field, "/caller/phone");
    return "refused";
}

TEST(Phone, AMobileNumberIsOneHoweverItIsWritten) {
    for (const auto* text : {"13844001234", "+8613844001234", "008613844001234", "8613844001234", "138 4400 1234",
                             "138-4400-1234", "+86 138 4400 1234", "0086-138-4400-1234", "(+86)13844001234",
                             "(86) 138.4400.1234", "013844001234", " 13844001234 ", "１３８４４００１２３４",
                             "＋８６　１３８　４４００　１２３４", "138–4400—1234", "+86 (0)138 4400 1234"}) {
        EXPECT_EQ(read(text), "+8613844001234") << text;
    }
}

TEST(Phone, ALandlineIsOneHoweverItIsWritten) {
    for (const auto* text :
         {"88881234", "8888-1234", "043188881234", "0431-88881234", "(0431)88881234", "（0431）8888 1234",
          "43188881234", "+8643188881234", "+86 431 8888 1234", "+86 0431 88881234", "0086 431 88881234",
          "008604318888 1234", "86 431 88881234", "８８８８１２３４", "０４３１－８８８８１２３４", "0431/88881234"}) {
        EXPECT_EQ(read(text), "+8643188881234") << text;
    }
}

TEST(Phone, NumbersOfOtherCitiesKeepTheirAreaCode) {
    EXPECT_EQ(read("010-12345678"), "+861012345678");
    EXPECT_EQ(read("0432 6888 1234"), "+8643268881234");
    EXPECT_EQ(read("02112345678"), "+862112345678");
}

TEST(Phone, ShortNumbersAreNotCompletedWithTheAreaCode) {
    EXPECT_EQ(read("110"), "+86110");
    EXPECT_EQ(read("12345"), "+8612345");
    EXPECT_EQ(read("10086"), "+8610086");
    EXPECT_EQ(read("95588"), "+8695588");
    EXPECT_EQ(read("400-820-8820"), "+864008208820");
}

TEST(Phone, NumbersAbroadStayAsTheyAre) {
    EXPECT_EQ(read("+1 212 555 0123"), "+12125550123");
    EXPECT_EQ(read("001 212 555 0123"), "+12125550123");
    EXPECT_EQ(read("+852 2345 6789"), "+85223456789");
    EXPECT_EQ(read("00886-2-2345-6789"), "+886223456789");
    EXPECT_EQ(read("+49 (89) 1234567"), "+49891234567");
}

TEST(Phone, RubbishIsRefused) {
    for (const auto* text : {"",
                             " ",
                             "+",
                             "++8613844001234",
                             "+86 0 0431 8888 1234",
                             "138+44001234",
                             "12",
                             "0",
                             "000",
                             "00000000",
                             "+0138440012",
                             "+86",
                             "abc",
                             "1384400123x",
                             "13844001234 ext 5",
                             "138_4400_1234",
                             "138,4400,1234",
                             "#110*",
                             "一三八",
                             "13844001234;drop",
                             "+1234567890123456",
                             "0086 0431 8888 1234 5678 9",
                             "\xff\xfe",
                             "138\xc3",
                             "\xed\xa0\x80"}) {
        EXPECT_EQ(read(text), "refused") << text;
    }
    EXPECT_EQ(read(std::string_view("138\0004400", 8)), "refused") << "a NUL inside";
    EXPECT_EQ(read(std::string(10'000, '1')), "refused");
    EXPECT_EQ(read("13844001234" + std::string(10'000, ' ')), "refused");
}

TEST(Phone, ACityWithShorterNumbersSaysSo) {
    DialPlan plan = changchun();
    plan.area_code = "8837";
    plan.local_digits = 7;
    EXPECT_EQ(read("812 3456", plan), "+8688378123456");
    EXPECT_EQ(read("0883-7 8123456", plan), "+8688378123456");
}

TEST(Phone, AnotherCountryIsAnotherPlan) {
    DialPlan plan;
    plan.country_code = "81";
    plan.international_prefix = "010";
    plan.area_code = "3";
    EXPECT_EQ(read("1234-5678", plan), "+81312345678");
    EXPECT_EQ(read("03-1234-5678", plan), "+81312345678");
    EXPECT_EQ(read("010 81 3 1234 5678", plan), "+81312345678");
}

TEST(Phone, WhereThereIsNoTrunkPrefixLocalNumbersAreCompletedToo) {
    DialPlan plan;
    plan.country_code = "1";
    plan.trunk_prefix = "";
    plan.international_prefix = "011";
    plan.area_code = "212";
    plan.local_digits = 7;
    EXPECT_EQ(read("555-0123", plan), "+12125550123");
    EXPECT_EQ(read("212-555-0123", plan), "+12125550123");
}

TEST(Phone, WhatTheStoreHoldsIsTrusted) {
    EXPECT_EQ(Phone::from_e164("+8613844001234"), Phone::parse("138 4400 1234", changchun()).value());
    EXPECT_TRUE(Phone().empty());
    EXPECT_TRUE(Phone::from_e164("").empty());
}

}  // namespace
}  // namespace hotline
