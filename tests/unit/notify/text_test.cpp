#include "notify/text.hpp"

#include <gtest/gtest.h>

#include "notify/message.hpp"

namespace hotline::notify {
namespace {

TEST(ChannelKinds, HaveTheNamesOfTheConfiguration) {
    for (const auto* name : {"webhook", "wecom", "dingtalk", "feishu", "email"}) {
        const auto kind = parse_channel_kind(name);
        ASSERT_TRUE(kind) << name;
        EXPECT_EQ(to_string(*kind), name);
    }
    EXPECT_FALSE(parse_channel_kind("sms"));
}

TEST(Texts, AreCutAtCharacters) {
    EXPECT_EQ(cut_to("工单", 6), "工单");
    EXPECT_EQ(cut_to("工单逾期", 11), "工单…");
    EXPECT_EQ(cut_to("工单逾期", 10), "工单…");
    EXPECT_EQ(cut_to("工单逾期", 9), "工单…");
    EXPECT_EQ(cut_to("工单逾期", 8), "工…");
    EXPECT_EQ(cut_to("工单逾期", 3), "…");
    EXPECT_EQ(cut_to("工单逾期", 2), "");
    EXPECT_EQ(cut_to("a😀b", 5), "a…");
}

TEST(Texts, BecomeOneLine) { EXPECT_EQ(one_line("a\r\nb\tc\x7f长"), "a  b c 长"); }

TEST(WhatAReceiverSaid, IsToldWithoutItsSecrets) {
    const std::string address = "https://oapi.example.com/robot/send?access_token=0123456789abcdef";
    EXPECT_EQ(said("token 0123456789abcdef is\nunknown", address, ""), "token … is unknown");
    EXPECT_EQ(said("bad SECf00dcafe: SECf00dcafe", address, "SECf00dcafe"), "bad …: …");
    EXPECT_EQ(said("no hooks/5e81a0b2-77 here", "https://open.example.com/hook/5e81a0b2-77", ""), "no hooks/… here");
    EXPECT_EQ(said("oapi.example.com is down", address, ""), "oapi.example.com is down");
    EXPECT_EQ(said(std::string(500, 'x'), address, "").size(), 200U);
}

TEST(MailAddresses, AreBareAndPlain) {
    for (const auto* each : {"a@b", "duty.officer+night@city.example.org", "o'neil@example.org", "_x@1.example"}) {
        EXPECT_TRUE(is_mail_address(each)) << each;
    }
    for (const auto* each :
         {"",        "a",       "@b",           "a@",    "a@b.",  "a@.b", "a@b..c", "a b@c",  "a@b\r\nBcc: x@y",
          "a\n@b",   "<a@b>",   "A <a@b>",      "a,b@c", "a@b@c", ".a@b", "a.@b",   "a..b@c", "长@b",
          "a@长.cn", "\"a\"@b", "a@[127.0.0.1]"}) {
        EXPECT_FALSE(is_mail_address(each)) << each;
    }
}

TEST(Keys, GoIntoHeadersAndSignaturesAsTheyAre) {
    EXPECT_TRUE(is_key("e-1:duty-7/webhook"));
    for (const std::string& each : {std::string(), std::string("a b"), std::string("a\r\nb"), std::string("a.b"),
                                    std::string("长"), std::string(129, 'a')}) {
        EXPECT_FALSE(is_key(each)) << each;
    }
}

}  // namespace
}  // namespace hotline::notify
