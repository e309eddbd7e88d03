#include "oidc/pkce.hpp"

#include <gtest/gtest.h>

namespace hotline::oidc {
namespace {

TEST(Pkce, MakesTheChallengeOfTheStandard) {
    // RFC 7636, appendix B
    EXPECT_EQ(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST(Pkce, VerifiersAreLongEnoughAndNeverTheSame) {
    const auto verifier = new_verifier();
    EXPECT_EQ(verifier.size(), 64U);  // 43 to 128 (RFC 7636, 4.1)
    EXPECT_EQ(verifier.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_NE(verifier, new_verifier());
}

TEST(Forms, AreEncoded) {
    EXPECT_EQ(form_of({{"scope", "openid profile"}, {"redirect_uri", "https://a/b?c=d&e"}, {"name", "长"}}),
              "scope=openid%20profile&redirect_uri=https%3A%2F%2Fa%2Fb%3Fc%3Dd%26e&name=%E9%95%BF");
    EXPECT_EQ(form_encoded("a:b c"), "a%3Ab%20c");
}

}  // namespace
}  // namespace hotline::oidc
