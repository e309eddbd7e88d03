// Signatures, against what the standard publishes; where a vendor publishes nothing, against OpenSSL's command line.
#include "notify/signature.hpp"

#include <gtest/gtest.h>

namespace hotline::notify {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kBody = R"({"test": 2432232314})";
constexpr std::chrono::sys_seconds kAt{1'614'265'330s};

std::string sign(std::string_view secrets) {
    const auto signature = webhook_signature(secrets, kId, kAt, kBody);
    return signature ? *signature : signature.error().field;
}

TEST(WebhookSignature, IsThatOfTheStandardsExample) {
    EXPECT_EQ(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, TwoSecretsSignBothWhileOneReplacesTheOther) {
    EXPECT_EQ(sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
              "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1,/485aUtxlie+TIScVpHggMfqOB4so2KWb7+Gf727B44=");
}

TEST(WebhookSignature, SecretsAreWhatTheStandardSays) {
    for (const auto* each :
         {"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa", "whsec_AAAA",
          "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*", "whsec_short ", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw "}) {
        EXPECT_EQ(sign(each), "secret") << each;
    }
}

TEST(DingtalkSignature, IsThatOfTheirAlgorithm) {
    // printf '%s\n%s' 1700000000000 SECf00d | openssl dgst -sha256 -hmac SECf00d -binary | base64
    EXPECT_EQ(dingtalk_signature("SECf00d", Instant(1'700'000'000'000ms)),
              "n5/wesK7p8s3fFqKfhkFDghx9m0CNSBY/P8R9Sdcb+U=");
}

TEST(FeishuSignature, IsThatOfTheirAlgorithm) {
    // printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '1700000000\nf00d' | xxd -p) -binary | base64
    EXPECT_EQ(feishu_signature("f00d", std::chrono::sys_seconds(1'700'000'000s)),
              "eT40dDQy9Q2PtOD1BjG0izTPtFz3cjgokKNBHfKJnwY=");
}

}  // namespace
}  // namespace hotline::notify
