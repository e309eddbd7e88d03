#include "base/mail_address.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

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

}  // namespace
}  // namespace hotline
