// Messages sent to receivers that answer, and to those that do worse.
#include "notify/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <thread>

#include "notify/signature.hpp"
#include "receiver.hpp"

namespace hotline::notify {
namespace {

using namespace std::chrono_literals;
using test::answer;
using test::Receiver;
using testing::AnyOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;
using Outcome = Attempt::Outcome;

constexpr Instant kSentAround{1'700'000'000'123ms};
constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kPath = "/hooks/0123456789abcdef?key=fedcba9876543210";

std::shared_ptr<const AllowList> list(const std::vector<std::string>& hosts, const std::vector<std::string>& networks) {
    return std::make_shared<const AllowList>(AllowList::make(hosts, networks).value());
}

class SenderTest : public testing::Test {
protected:
    Attempt send(Sender& sender, Destination destination, Message message) {
        auto attempt =
            boost::asio::co_spawn(io_, sender.send(std::move(destination), std::move(message), kSentAround, allowed_),
                                  boost::asio::use_future);
        io_.restart();
        io_.run();
        return attempt.get();
    }
    Attempt send(Destination destination) {
        Sender sender(settings_);
        return send(sender, std::move(destination), message_);
    }
    static Destination webhook(const Receiver& receiver) { return {.url = receiver.url(kPath), .secret = kSecret}; }
    Attempt answered(const std::string& with, Receiver::Manner manner = Receiver::Manner::kAnswers) {
        Receiver receiver(with, manner);
        auto attempt = send(webhook(receiver));
        EXPECT_THAT(attempt.reason, Not(AnyOf(HasSubstr("0123456789"), HasSubstr("fedcba"), HasSubstr("MfKQ"))));
        return attempt;
    }

    SenderSettings settings_{.connect_within = 1s, .done_within = 2s, .mail_done_within = 2s};
    Message message_{.key = "e-1", .subject = "工单", .text = "逾期", .payload = R"({"test": 2432232314})"};
    std::shared_ptr<const AllowList> allowed_ = list({}, {"127.0.0.1", "::1"});
    boost::asio::io_context io_;
};

TEST_F(SenderTest, AWebhookSaysWhatItIsAndWhoSentIt) {
    Receiver receiver(answer("204 No Content", ""));
    EXPECT_EQ(send(webhook(receiver)), delivered());
    const auto received = receiver.received().at(0);
    EXPECT_EQ(received.line(), "POST " + std::string(kPath) + " HTTP/1.1");
    EXPECT_EQ(received.body, message_.payload);
    EXPECT_EQ(received.header("Content-Type"), "application/json");
    EXPECT_EQ(received.header("User-Agent"), "hotline");
    EXPECT_EQ(received.header("webhook-id"), "e-1");
    EXPECT_EQ(received.header("webhook-timestamp"), "1700000000");
    EXPECT_EQ(received.header("webhook-signature"),
              webhook_signature(kSecret, "e-1", std::chrono::sys_seconds(1'700'000'000s), message_.payload).value());
}

TEST_F(SenderTest, RobotsGetTheirs) {
    Receiver receiver(answer("200 OK", R"({"errcode":0,"errmsg":"ok"})"));
    EXPECT_EQ(send({.kind = ChannelKind::kWecom, .url = receiver.url("/send?key=x")}), delivered());
    EXPECT_EQ(send({.kind = ChannelKind::kDingtalk, .url = receiver.url("/send?access_token=x"), .secret = "SECf00d"}),
              delivered());
    const auto received = receiver.received();
    EXPECT_EQ(received.at(0).line(), "POST /send?key=x HTTP/1.1");
    EXPECT_EQ(received.at(0).body, R"({"markdown":{"content":"### 工单\n逾期"},"msgtype":"markdown"})");
    EXPECT_THAT(received.at(1).line(), StartsWith("POST /send?access_token=x&timestamp=1700000000123&sign="));
    Receiver other(answer("200 OK", R"({"code":19024,"msg":"Key Words Not Found"})"));
    EXPECT_EQ(send({.kind = ChannelKind::kFeishu, .url = other.url("/hook/x")}),
              refused("code 19024: Key Words Not Found"));
}

TEST_F(SenderTest, TheStatusSaysWhetherToTryAgain) {
    for (const auto* status : {"200 OK", "201 Created", "202 Accepted", "204 No Content"}) {
        EXPECT_EQ(answered(answer(status, "")), delivered()) << status;
    }
    for (const auto* status : {"408", "425", "429", "500", "502", "503", "504"}) {
        EXPECT_EQ(answered(answer(std::string(status) + " X", "")), retry("HTTP " + std::string(status)));
    }
    for (const auto* status : {"400", "401", "403", "404", "410", "413", "422"}) {
        EXPECT_EQ(answered(answer(std::string(status) + " X", "")), refused("HTTP " + std::string(status)));
    }
}

TEST_F(SenderTest, RedirectsAreNotFollowed) {
    for (const auto* status : {"301", "302", "307", "308"}) {
        EXPECT_EQ(answered(answer(std::string(status) + " X", "", "Location: http://127.0.0.1:1/0123456789\r\n")),
                  refused("HTTP " + std::string(status) + ": redirects are not followed"));
    }
}

TEST_F(SenderTest, RetryAfterIsHonoured) {
    EXPECT_EQ(answered(answer("429 X", "", "Retry-After: 120\r\n")), retry("HTTP 429", 120s));
    EXPECT_EQ(answered(answer("503 X", "", "Retry-After: 7\r\n")), retry("HTTP 503", 7s));
    EXPECT_EQ(answered(answer("503 X", "", "Retry-After: 99999999999999999999999\r\n")).outcome, Outcome::kRetry);
    EXPECT_EQ(answered(answer("503 X", "", "Retry-After: Wed, 21 Oct 2122 07:28:00 GMT\r\n")), retry("HTTP 503", 24h));
    EXPECT_EQ(answered(answer("503 X", "", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT\r\n")), retry("HTTP 503"));
}

TEST_F(SenderTest, WhoDoesNotAnswerIsTriedAgain) {
    settings_.done_within = 300ms;
    EXPECT_EQ(answered("", Receiver::Manner::kSaysNothing), retry("Timeout was reached"));
    EXPECT_EQ(answered(answer("200 OK", ""), Receiver::Manner::kDrips), retry("Timeout was reached"));
    EXPECT_EQ(answered("", Receiver::Manner::kResets), retry("Failure when receiving data from the peer"));
    EXPECT_EQ(answered(""), retry("Server returned nothing (no headers, no data)"));
    EXPECT_EQ(answered("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), retry("Transferred a partial file"));
    EXPECT_EQ(answered("SSH-2.0-OpenSSH_9.2\r\n").outcome, Outcome::kRetry);
    const auto nobody = [] { return Receiver("").url("/"); }();
    EXPECT_EQ(send({.url = nobody, .secret = kSecret}), retry("Couldn't connect to server: Connection refused"));
}

TEST_F(SenderTest, OfALongAnswerTheStatusCounts) {
    EXPECT_EQ(answered(answer("200 OK", std::string(1 << 20, 'x'))), delivered());
    EXPECT_EQ(answered(answer("500 X", std::string(1 << 20, 'x'))), retry("HTTP 500"));
}

TEST_F(SenderTest, NothingIsSentWhereItIsNotAllowed) {
    Receiver receiver(answer("200 OK", ""));
    allowed_ = nullptr;
    EXPECT_EQ(send(webhook(receiver)), refused("address 127.0.0.1 is not allowed"));
    const auto port = receiver.url("").substr(std::string("http://127.0.0.1:").size());
    const auto by_name = send({.url = "http://localhost:" + port + kPath, .secret = kSecret});
    EXPECT_EQ(by_name.outcome, Outcome::kRefused);
    EXPECT_THAT(by_name.reason, MatchesRegex("address (127.0.0.1|::1) is not allowed"));
    const Message letter{.key = "e-1", .to = "duty@example.org"};
    Sender sender(settings_);
    const Destination mail{
        .kind = ChannelKind::kEmail, .url = "smtp://127.0.0.1:" + port, .from = "hotline@example.org"};
    EXPECT_EQ(send(sender, mail, letter), refused("address 127.0.0.1 is not allowed"));
    allowed_ = list({"hooks.example.org"}, {});
    EXPECT_EQ(send(webhook(receiver)), refused("host 127.0.0.1 is not allowed"));
    EXPECT_EQ(send({.url = "http://169.254.169.254/latest/meta-data", .secret = kSecret}),
              refused("host 169.254.169.254 is not allowed"));
    EXPECT_TRUE(receiver.received().empty());
}

TEST_F(SenderTest, WithoutTlsNothingLeavesThisMachine) {
    allowed_ = list({}, {"0.0.0.0/0"});
    EXPECT_EQ(send({.url = "http://192.0.2.1/", .secret = kSecret}), refused("address 192.0.2.1 is not allowed"));
    Destination mail{.kind = ChannelKind::kEmail, .url = "smtp://192.0.2.1", .from = "hotline@example.org"};
    mail.start_tls = false;
    Sender sender(settings_);
    EXPECT_EQ(send(sender, mail, {.key = "e-1", .to = "duty@example.org"}),
              refused("address 192.0.2.1 is not allowed"));
}

TEST_F(SenderTest, WhatCannotBeSentIsRefused) {
    EXPECT_EQ(send({.url = "https://hooks.example.org", .secret = "x"}),
              refused("a webhook's secret is whsec_ and base64 of 24 to 64 bytes"));
    EXPECT_EQ(send({.url = "gopher://127.0.0.1/0123", .secret = kSecret}), refused("the address is none of https"));
    message_.key = "e\r\nX: y";
    EXPECT_EQ(send({.url = "https://hooks.example.org", .secret = kSecret}), refused("the message has no key"));
    message_.key = "e-1";
    message_.payload.clear();
    EXPECT_EQ(send({.url = "https://hooks.example.org", .secret = kSecret}), refused("the message has no payload"));
}

TEST_F(SenderTest, AMailServerThatIsNotInTheMoodIsTriedAgain) {
    message_.to = "duty@example.org";
    const auto greeted = [&](const std::string& with) {
        Receiver receiver(with, Receiver::Manner::kGreets);
        auto url = receiver.url("").replace(0, 4, "smtp");
        return send({.kind = ChannelKind::kEmail, .url = std::move(url), .from = "hotline@example.org"});
    };
    EXPECT_EQ(greeted("554 no service today\r\n"), retry("SMTP 554"));
    EXPECT_EQ(greeted("421 4.3.2 too busy\r\n"), retry("SMTP 421 4.3.2"));
    EXPECT_EQ(greeted("HTTP/1.1 400 Bad Request\r\n\r\n").outcome, Outcome::kRetry);
    EXPECT_EQ(greeted("").outcome, Outcome::kRetry);
}

TEST_F(SenderTest, TooManyAtOnceAreRetries) {
    settings_.most_waiting = 0;
    EXPECT_EQ(answered(""), retry("too many messages are on their way"));
    EXPECT_EQ(send({.kind = ChannelKind::kEmail, .url = "smtp://127.0.0.1", .from = "a@b"}).outcome, Outcome::kRefused);
    message_.to = "a@b";
    EXPECT_EQ(send({.kind = ChannelKind::kEmail, .url = "smtp://127.0.0.1", .from = "a@b"}),
              retry("too many e-mails are on their way"));
}

TEST_F(SenderTest, ASlowReceiverHoldsUpNoEmailAndIsAbandoned) {
    settings_.done_within = 30s;
    Receiver silent("", Receiver::Manner::kSaysNothing);
    Sender sender(settings_);
    std::jthread abandoning([&] {
        while (silent.received().empty()) std::this_thread::yield();
        sender.abandon();
    });
    EXPECT_EQ(send(sender, webhook(silent), message_).outcome, Outcome::kRetry);
    EXPECT_EQ(send(sender, webhook(silent), message_), retry("the service is shutting down"));
    sender.stop();
}

TEST(Destinations, AreCheckedBeforeTheyAreUsed) {
    const auto fault = [](const Destination& destination) {
        const auto checked = check(destination);
        return checked ? std::string() : checked.error().field;
    };
    EXPECT_EQ(fault({.url = "https://hooks.example.org/x", .secret = kSecret}), "");
    EXPECT_EQ(fault({.url = "https://hooks.example.org/x"}), "secret");
    EXPECT_EQ(fault({.url = "hooks.example.org", .secret = kSecret}), "url");
    EXPECT_EQ(fault({.url = "https://hooks.example.org/a b", .secret = kSecret}), "url");
    EXPECT_EQ(fault({.kind = ChannelKind::kWecom, .url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x"}),
              "");
    EXPECT_EQ(fault({.kind = ChannelKind::kEmail, .url = "smtp://mail:587", .from = "a@b"}), "");
    EXPECT_EQ(fault({.kind = ChannelKind::kEmail, .url = "https://mail", .from = "a@b"}), "url");
    EXPECT_EQ(fault({.kind = ChannelKind::kEmail, .url = "smtp://mail:587", .from = "A <a@b>"}), "from");
}

}  // namespace
}  // namespace hotline::notify
