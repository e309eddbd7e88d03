// E-mails handed to a real mail server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <set>

#include "mail_server.hpp"
#include "notify/sender.hpp"

namespace hotline::notify {
namespace {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

void expect(const Attempt& attempt, const Attempt& expected) {
    EXPECT_EQ(attempt.reason, expected.reason);
    EXPECT_EQ(attempt.outcome, expected.outcome);
}

class MailTest : public testing::Test {
protected:
    Attempt send(const Destination& destination, const Message& message) {
        Sender sender(settings_);
        auto attempt =
            boost::asio::co_spawn(io_, sender.send(destination, message, kNow, allowed_), boost::asio::use_future);
        io_.restart();
        io_.run();
        return attempt.get();
    }
    Attempt send_to(const std::string& to) {
        auto message = message_;
        message.to = to;
        return send(destination_, message);
    }

    static constexpr Instant kNow{1'700'000'000'123ms};
    test::MailServer server_;
    SenderSettings settings_{.ca_file = server_.ca_file()};
    std::shared_ptr<const AllowList> allowed_ =
        std::make_shared<const AllowList>(AllowList::make({}, {"127.0.0.1", "::1"}).value());
    Destination destination_{.kind = ChannelKind::kEmail,
                             .url = server_.url(),
                             .user = "city",
                             .password = "s3cret",
                             .from = "hotline@city.example.org"};
    Message message_{.key = "e-1-duty",
                     .subject = "工单 100000127 还有三十分钟逾期,请城管科尽快处理并回复市民",
                     .text = "工单 100000127\n\n.\n还剩 30 分钟。\n",
                     .to = "duty@city.example.org"};
    boost::asio::io_context io_;
};

TEST_F(MailTest, ComesOutAsItWentIn) {
    expect(send(destination_, message_), delivered());
    const auto mails = server_.mailbox(1);
    ASSERT_THAT(mails, SizeIs(1));
    auto headers = mails[0].headers;
    EXPECT_EQ(headers["Subject"], message_.subject);
    EXPECT_EQ(mails[0].text, message_.text);
    EXPECT_EQ(headers["From"], "<hotline@city.example.org>");
    EXPECT_EQ(headers["To"], "<duty@city.example.org>");
    EXPECT_EQ(headers["Date"], "Tue, 14 Nov 2023 22:13:20 +0000");
    EXPECT_EQ(headers["Auto-Submitted"], "auto-generated");
    EXPECT_THAT(headers["Received"], testing::AllOf(testing::HasSubstr("esmtpsa"), testing::HasSubstr("TLS1.")));
}

TEST_F(MailTest, ASecondTryIsKnownByItsMessageId) {
    expect(send(destination_, message_), delivered());
    expect(send(destination_, message_), delivered());
    message_.key = "e-2-duty";
    expect(send(destination_, message_), delivered());
    std::multiset<std::string> ids;
    for (auto& mail : server_.mailbox(3)) ids.insert(mail.headers["Message-ID"]);
    EXPECT_THAT(ids, testing::ElementsAre("<e-1-duty@city.example.org>", "<e-1-duty@city.example.org>",
                                          "<e-2-duty@city.example.org>"));
}

TEST_F(MailTest, TlsFromTheFirstByteIsAsGood) {
    destination_.url = server_.tls_url();
    expect(send(destination_, message_), delivered());
    EXPECT_THAT(server_.mailbox(1), SizeIs(1));
}

TEST_F(MailTest, AWrongPasswordIsNoFaultOfTheMessage) {
    destination_.password = "hunter22";
    expect(send(destination_, message_), retry("the mail server refuses the log-in (535)"));
}

TEST_F(MailTest, WithoutStartTlsNothingIsSaid) {
    destination_.url = server_.plain_url();
    expect(send(destination_, message_), retry("the mail server offers no STARTTLS"));
    EXPECT_THAT(server_.mailbox(0), IsEmpty());
}

TEST_F(MailTest, WhoIsNotTrustedGetsNothing) {
    settings_.ca_file.clear();
    for (const auto& url : {server_.url(), server_.tls_url()}) {
        destination_.url = url;
        const auto attempt = send(destination_, message_);
        EXPECT_EQ(attempt.outcome, Attempt::Outcome::kRetry);
        EXPECT_THAT(attempt.reason, StartsWith("SSL peer certificate"));
    }
    // The certificate is for another name.
    settings_.ca_file = server_.ca_file();
    destination_.url.replace(destination_.url.find("localhost"), 9, "127.0.0.1");
    EXPECT_THAT(send(destination_, message_).reason, StartsWith("SSL peer certificate"));
    EXPECT_THAT(server_.mailbox(0), IsEmpty());
}

TEST_F(MailTest, TheServersWordDecides) {
    expect(send_to("nobody@city.example.org"), refused("SMTP 550 5.1.1"));
    expect(send_to("full@city.example.org"), refused("SMTP 550 5.2.2"));
    expect(send_to("busy@city.example.org"), retry("SMTP 451"));
    expect(send_to("duty@city.example.org\r\nRCPT TO:<other@city.example.org>"),
           refused("the recipient is not an e-mail address"));
    destination_.user.clear();
    expect(send_to("duty@city.example.org"), refused("SMTP 550 5.7.1"));
}

TEST_F(MailTest, OnThisMachineTlsMayBeLeftOut) {
    destination_.url = server_.plain_url();
    destination_.start_tls = false;
    destination_.user.clear();
    expect(send_to("open@city.example.org"), delivered());
    EXPECT_THAT(server_.mailbox(1), SizeIs(1));
}

TEST_F(MailTest, ThePrivateNetworkHasToBeAllowed) {
    allowed_ = nullptr;
    EXPECT_EQ(send(destination_, message_).outcome, Attempt::Outcome::kRefused);
}

}  // namespace
}  // namespace hotline::notify
