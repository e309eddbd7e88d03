// E-mails as they travel.
#include "notify/mail_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace hotline::notify {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::chrono::sys_seconds kSentAt{1'700'000'000s};

Message letter() {
    return {.key = "e-1_duty", .subject = "Due soon", .text = "30 minutes", .to = "duty@city.example.org"};
}

std::string text_of(const Message& said, const std::string& from = "hotline@city.example.org") {
    const auto text = mail_text(from, said, kSentAt);
    return text ? *text : text.error().field;
}

TEST(MailText, IsPlainTextInAKnownOrder) {
    EXPECT_EQ(text_of(letter()),
              "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
              "From: <hotline@city.example.org>\r\n"
              "To: <duty@city.example.org>\r\n"
              "Message-ID: <e-1_duty@city.example.org>\r\n"
              "Subject: Due soon\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: base64\r\n"
              "\r\n"
              "MzAgbWludXRlcw==\r\n");
}

TEST(MailText, ChineseSubjectsAreFoldedBetweenCharacters) {
    auto said = letter();
    said.subject = "工单 100000127 还有三十分钟逾期,请尽快处理";
    EXPECT_THAT(text_of(said),
                HasSubstr("\r\nSubject: =?UTF-8?B?5bel5Y2VIDEwMDAwMDEyNyDov5jmnInkuInljYHliIbpkp/pgL4=?=\r\n"
                          " =?UTF-8?B?5pyfLOivt+WwveW/q+WkhOeQhg==?=\r\n"));
    for (int i = 0; i < 5; ++i) said.subject += said.subject;
    std::istringstream lines(text_of(said));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 77U) << line;
}

TEST(MailText, NoHeaderBeginsAnother) {
    auto said = letter();
    said.subject = "Due\r\nBcc: everybody@example.org\r\n\r\nBuy";
    EXPECT_THAT(text_of(said),
                AllOf(HasSubstr("Subject: Due  Bcc: everybody@example.org    Buy\r\n"), Not(HasSubstr("\nBcc:"))));
    said.subject = "=?UTF-8?B?QQ==?=";  // says what it says, not "A"
    EXPECT_THAT(text_of(said), HasSubstr("Subject: =?UTF-8?B?PT9VVEYt"));
    said.to = "duty@city.example.org\r\nBcc: everybody@example.org";
    EXPECT_EQ(text_of(said), "to");
    EXPECT_EQ(text_of(letter(), "a@b\r\nBcc: c@d"), "from");
    said = letter();
    said.key = "e-1>\r\nBcc: c@d";
    EXPECT_EQ(text_of(said), "key");
}

TEST(MailText, AnyKeyMakesAMessageIdAndAlwaysTheSame) {
    auto said = letter();
    said.key = "event:1/<duty@x>";
    const auto id = "Message-ID: <k.ZXZlbnQ6MS88ZHV0eUB4Pg@city.example.org>\r\n";
    EXPECT_THAT(text_of(said), HasSubstr(id));
    EXPECT_THAT(text_of(said), HasSubstr(id));
}

TEST(MailText, LinesOfTheTextEndAsMailWantsIt) {
    auto said = letter();
    said.text = "a\nb\r\nc";
    EXPECT_THAT(text_of(said), HasSubstr("\r\n\r\nYQ0KYg0KYw==\r\n"));
}

}  // namespace
}  // namespace hotline::notify
