// What only TLS has: identities, handshakes, and what is refused.
#include "http/tls.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "listener_fixture.hpp"

namespace hotline::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(TlsIdentity, KnowsWhenItExpires) {
    const auto identity = TlsIdentity::load(test_certificate("own"));
    ASSERT_TRUE(identity);
    const auto now = std::chrono::system_clock::now();
    EXPECT_GT((*identity)->expires(), now + 47h);
    EXPECT_LT((*identity)->expires(), now + 49h);
}

TEST(TlsIdentity, RefusesTheKeyOfAnotherCertificate) {
    const TlsFiles mixed{test_certificate("own").certificate, test_certificate("other").key};
    const auto identity = TlsIdentity::load(mixed);
    ASSERT_FALSE(identity);
    EXPECT_EQ(identity.error().file, mixed.key);
    EXPECT_THAT(identity.error().reason, HasSubstr("does not belong to the certificate"));
}

TEST(TlsIdentity, NamesTheFileThatCannotBeUsed) {
    const auto own = test_certificate("own");
    const auto nowhere = own.key.parent_path() / "nowhere";
    const auto rubbish = own.key.parent_path() / "rubbish";
    std::ofstream(rubbish) << "rubbish\n";
    for (const auto& wrong : {nowhere, rubbish}) {
        const auto no_certificate = TlsIdentity::load({wrong, own.key});
        ASSERT_FALSE(no_certificate);
        EXPECT_EQ(no_certificate.error().file, wrong);
        const auto no_key = TlsIdentity::load({own.certificate, wrong});
        ASSERT_FALSE(no_key);
        EXPECT_EQ(no_key.error().file, wrong);
    }
}

class TlsTest : public testing::Test {
protected:
    TlsTest() {
        router_.add("GET", "/hello", [](const HttpRequest&) -> Awaitable<HttpReply> { co_return ok("{}"); });
    }

    void start(HttpSettings settings = {}) {
        settings.tls = tls_;
        server_ = std::make_unique<TestServer>(std::move(settings), router_, metrics_, log_);
    }

    SystemClock clock_;
    LineCollector lines_;
    telemetry::Log log_{clock_, telemetry::LogLevel::kDebug, lines_.writer()};
    telemetry::Metrics metrics_{"0", "0"};
    Router router_;
    std::shared_ptr<TlsServer> tls_ = std::make_shared<TlsServer>(*TlsIdentity::load(test_certificate("own")));
    std::unique_ptr<TestServer> server_;
};

TEST_F(TlsTest, TellsBrowsersToComeUnderTlsOnly) {
    start();
    RawClient client(server_->port(), true);
    EXPECT_EQ(client.exchange(kGet).header("Strict-Transport-Security"), "max-age=31536000");
}

TEST_F(TlsTest, PlainHttpIsClosedWithoutAWord) {
    start();
    RawClient client(server_->port());
    client.send(kGet);
    EXPECT_TRUE(client.closed());
    client.end();
    EXPECT_TRUE(server_->drain(5s)());
    EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_tls_handshakes_total{result=\"failed\"} 1"));
}

TEST_F(TlsTest, WhoSaysNothingOrHalfAHandshakeIsCutOff) {
    start({.handshake_timeout = 50ms});
    RawClient silent(server_->port());
    EXPECT_TRUE(silent.closed());
    RawClient half(server_->port());
    half.send("\x16\x03\x01\x02");  // a handshake record of 512 bytes or more, which do not come
    EXPECT_TRUE(half.closed());
    EXPECT_TRUE(server_->drain(5s)());
    EXPECT_THAT(metrics_.exposition(), HasSubstr("hotline_tls_handshakes_total{result=\"failed\"} 2"));
}

TEST_F(TlsTest, DrainingDoesNotWaitForAHandshake) {
    start();
    RawClient silent(server_->port());
    // It has been accepted when one that came later was served.
    RawClient later(server_->port(), true);
    EXPECT_EQ(later.exchange(kGet).status, 200);
    EXPECT_TRUE(server_->drain(5s)());
    EXPECT_TRUE(silent.closed());
}

TEST_F(TlsTest, NewConnectionsMeetANewIdentityAndOldOnesLiveOn) {
    start();
    RawClient old(server_->port(), true);
    EXPECT_EQ(old.exchange(kGet).status, 200);
    const auto before = old.certificate();
    tls_->use(*TlsIdentity::load(test_certificate("other")));
    RawClient later(server_->port(), true);
    EXPECT_EQ(later.exchange(kGet).status, 200);
    EXPECT_NE(later.certificate(), before);
    EXPECT_EQ(old.exchange(kGet).status, 200);
}

}  // namespace
}  // namespace hotline::http
