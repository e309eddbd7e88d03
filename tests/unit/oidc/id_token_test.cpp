// Every lie that a token can tell is found, and nothing but the truth is believed.
#include "oidc/id_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/keyed_hash.hpp"
#include "signer.hpp"

namespace hotline::oidc {
namespace {

using http::Json;
using test::published;
using test::Signer;

constexpr long long kNow = 1'650'000'000;

Json true_claims() {
    return {{"iss", "https://login.example.org"},
            {"aud", "hotline"},
            {"sub", "248289761001"},
            {"nonce", "n-0S6_WzA2Mj"},
            {"iat", kNow - 5},
            {"exp", kNow + 300}};
}

ExpectedToken expected() {
    return {"https://login.example.org", "hotline", "n-0S6_WzA2Mj", Instant(std::chrono::seconds(kNow))};
}

/// Making RSA keys takes time: one for all tests.
const Signer& rsa() {
    static const Signer signer = Signer::rsa("r1");
    return signer;
}
const Signer& elliptic() {
    static const Signer signer = Signer::elliptic("e1");
    return signer;
}

KeySet keys_of(std::initializer_list<Json> keys) { return KeySet::read(published(keys)).value(); }
KeySet usual_keys() { return keys_of({rsa().public_key(), elliptic().public_key()}); }

/// "believed", or why not.
std::string verdict(const std::string& token, const KeySet& keys = usual_keys()) {
    const auto claims = read_id_token(token, keys, expected());
    return claims ? "believed" : claims.error().why;
}

TEST(IdToken, IsBelievedWhenAllIsTrue) {
    for (const auto* algorithm : {"RS256", "PS256"})
        EXPECT_EQ(verdict(rsa().sign(algorithm, true_claims())), "believed");
    EXPECT_EQ(verdict(elliptic().sign("ES256", true_claims())), "believed");
    const auto claims = read_id_token(rsa().sign("RS256", true_claims()), usual_keys(), expected());
    EXPECT_EQ(text_claim(*claims, "sub"), "248289761001");
}

struct Lie {
    const char* name;
    std::function<void(Json&)> tell;
    const char* found;
};

void PrintTo(const Lie& lie, std::ostream* out) { *out << lie.name; }

class IdTokenLie : public testing::TestWithParam<Lie> {};

TEST_P(IdTokenLie, IsFound) {
    auto claims = true_claims();
    GetParam().tell(claims);
    EXPECT_EQ(verdict(rsa().sign("RS256", claims)), GetParam().found);
}

const Lie kLies[] = {
    {"another_issuer", [](Json& c) { c["iss"] = "https://login.example.org/"; }, "iss"},
    {"no_issuer", [](Json& c) { c.erase("iss"); }, "iss"},
    {"for_somebody_else", [](Json& c) { c["aud"] = "coldline"; }, "aud"},
    {"for_nobody", [](Json& c) { c.erase("aud"); }, "aud"},
    {"for_an_object", [](Json& c) { c["aud"] = Json{{"hotline", true}}; }, "aud"},
    {"for_several_without_party", [](Json& c) { c["aud"] = {"hotline", "coldline"}; }, "azp"},
    {"for_several_by_another_party",
     [](Json& c) {
         c["aud"] = {"hotline", "coldline"};
         c["azp"] = "coldline";
     },
     "azp"},
    {"another_party", [](Json& c) { c["azp"] = "coldline"; }, "azp"},
    {"party_is_no_text", [](Json& c) { c["azp"] = 5; }, "azp"},
    {"expired", [](Json& c) { c["exp"] = kNow - 60; }, "exp"},
    {"never_expires", [](Json& c) { c.erase("exp"); }, "exp"},
    {"expires_in_words", [](Json& c) { c["exp"] = "tomorrow"; }, "exp"},
    {"made_in_the_future", [](Json& c) { c["iat"] = kNow + 61; }, "iat"},
    {"never_made", [](Json& c) { c.erase("iat"); }, "iat"},
    {"not_yet", [](Json& c) { c["nbf"] = kNow + 61; }, "nbf"},
    {"another_login", [](Json& c) { c["nonce"] = "another"; }, "nonce"},
    {"no_login", [](Json& c) { c.erase("nonce"); }, "nonce"},
    {"about_nobody", [](Json& c) { c.erase("sub"); }, "sub"},
    {"about_an_empty_name", [](Json& c) { c["sub"] = ""; }, "sub"},
    {"about_two_lines", [](Json& c) { c["sub"] = "a\nb"; }, "sub"},
    {"about_a_number", [](Json& c) { c["sub"] = 7; }, "sub"},
    {"about_a_novel", [](Json& c) { c["sub"] = std::string(256, 'x'); }, "sub"},
};

INSTANTIATE_TEST_SUITE_P(Of, IdTokenLie, testing::ValuesIn(kLies), [](const auto& lie) { return lie.param.name; });

TEST(IdToken, ClocksMayDifferByAMinute) {
    auto claims = true_claims();
    claims["exp"] = kNow - 59;
    claims["iat"] = kNow + 59;
    EXPECT_EQ(verdict(rsa().sign("RS256", claims)), "believed");
}

TEST(IdToken, MayBeForSeveralWhereItNamesTheService) {
    auto claims = true_claims();
    claims["aud"] = {"coldline", "hotline"};
    claims["azp"] = "hotline";
    EXPECT_EQ(verdict(rsa().sign("RS256", claims)), "believed");
}

constexpr const char* kUntrusted = "not signed with RS256, PS256 or ES256";

std::string by_hand(const Json& header, const Json& claims, const std::string& signature) {
    return to_base64url(header.dump()) + "." + to_base64url(claims.dump()) + "." + to_base64url(signature);
}

TEST(IdToken, UnsignedIsNotBelieved) {
    for (const auto* none : {"none", "None", "NONE", ""}) {
        EXPECT_EQ(verdict(by_hand({{"alg", none}, {"kid", "r1"}}, true_claims(), "")), kUntrusted);
    }
    EXPECT_EQ(verdict(by_hand({{"kid", "r1"}}, true_claims(), "")), kUntrusted);
    EXPECT_EQ(verdict(by_hand({{"alg", 256}, {"kid", "r1"}}, true_claims(), "")), kUntrusted);
}

TEST(IdToken, ThePublicKeyAsASharedSecretIsNotBelieved) {
    for (const auto& secret : {rsa().public_key().dump(), rsa().public_key()["n"].get<std::string>()}) {
        EXPECT_EQ(verdict(Signer::secret("r1", secret).sign("HS256", true_claims())), kUntrusted);
    }
}

TEST(IdToken, OtherHashesAreNotTrusted) {
    for (const auto* algorithm : {"RS384", "RS512", "PS512"}) {
        EXPECT_EQ(verdict(rsa().sign(algorithm, true_claims())), kUntrusted);
    }
}

TEST(IdToken, AnotherKeyOfTheSameNameIsNotBelieved) {
    EXPECT_EQ(verdict(Signer::rsa("r1").sign("RS256", true_claims())), "signature");
    EXPECT_EQ(verdict(Signer::elliptic("e1").sign("ES256", true_claims())), "signature");
}

TEST(IdToken, AnUnknownKeyIsToldApart) {
    const auto claims = read_id_token(Signer::elliptic("e2").sign("ES256", true_claims()), usual_keys(), expected());
    ASSERT_FALSE(claims.has_value());
    EXPECT_TRUE(claims.error().unknown_key);
    // A key is used as what it is, whatever the token's header calls it.
    EXPECT_EQ(verdict(elliptic().sign("ES256", true_claims(), {{"kid", "r1"}})), "signed with an unknown key");
}

TEST(IdToken, WithoutANamedKeyAnyOfTheProvidersMayHaveSigned) {
    EXPECT_EQ(verdict(rsa().sign("RS256", true_claims(), {{"kid", nullptr}})), "believed");
    EXPECT_EQ(verdict(Signer::elliptic("x").sign("ES256", true_claims(), {{"kid", nullptr}})), "signature");
}

TEST(IdToken, ChangedAfterwardsIsNotBelieved) {
    const auto token = rsa().sign("RS256", true_claims());
    auto claims = true_claims();
    claims["sub"] = "admin";
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    EXPECT_EQ(verdict(token.substr(0, first + 1) + to_base64url(claims.dump()) + token.substr(last)), "signature");
}

TEST(IdToken, WhatIsCriticalAndNotUnderstoodIsNotBelieved) {
    EXPECT_EQ(verdict(rsa().sign("RS256", true_claims(), {{"crit", {"b64"}}, {"b64", "no"}})), kUntrusted);
}

TEST(IdToken, GarbageIsNotBelieved) {
    for (const std::string garbage : {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "{}", "\xff\xfe.\xff.\xff"}) {
        EXPECT_EQ(verdict(garbage), kUntrusted) << garbage;
    }
    const auto token = rsa().sign("RS256", true_claims());
    for (std::size_t end = 0; end < token.size(); end += 7) EXPECT_NE(verdict(token.substr(0, end)), "believed");
    EXPECT_NE(verdict(token + "."), "believed");
    EXPECT_NE(verdict(token + ".x"), "believed");
}

TEST(KeySet, LeavesOutWhatSignsNothing) {
    const auto use_of = [](const Json& key) { return verdict(rsa().sign("RS256", true_claims()), keys_of({key})); };
    EXPECT_EQ(use_of(rsa().public_key({{"use", "sig"}, {"alg", "RS256"}})), "believed");
    EXPECT_EQ(use_of(rsa().public_key({{"use", "enc"}})), "signed with an unknown key");
    EXPECT_EQ(use_of(rsa().public_key({{"alg", "PS256"}})), "signed with an unknown key");
    EXPECT_EQ(use_of(Json{{"kty", "OKP"}, {"kid", "r1"}, {"crv", "Ed25519"}, {"x", "abc"}}),
              "signed with an unknown key");
    EXPECT_EQ(use_of(Json("no key")), "signed with an unknown key");
    const auto weak = Signer::rsa("r1", 1024);
    EXPECT_EQ(verdict(weak.sign("RS256", true_claims()), keys_of({weak.public_key()})), "signed with an unknown key");
    const auto other = Signer::elliptic("e1", CJOSE_JWK_EC_P_384);
    EXPECT_EQ(verdict(elliptic().sign("ES256", true_claims()), keys_of({other.public_key()})),
              "signed with an unknown key");
}

TEST(KeySet, IsNotReadFromSomethingElse) {
    for (const auto* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":5})", "<html>"}) {
        EXPECT_FALSE(KeySet::read(text).has_value()) << text;
    }
    EXPECT_TRUE(KeySet::read(R"({"keys":[]})").has_value());
}

}  // namespace
}  // namespace hotline::oidc
