#include "base/signing.hpp"

#include <gtest/gtest.h>

#include "base/keyed_hash.hpp"

namespace hotline {
namespace {

// RFC 8032, 7.1, TEST 2.
TEST(Signing, IsEd25519) {
    const SigningKey key(from_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    EXPECT_EQ(to_hex(key.public_key()), "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    EXPECT_EQ(to_hex(key.sign("\x72")),
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Signing, FitsTheMessageAndTheKeyAlone) {
    const SigningKey key(std::string(32, 'k'));
    const std::string signature = key.sign("what was said");
    EXPECT_TRUE(is_signed("what was said", signature, key.public_key()));
    EXPECT_FALSE(is_signed("what was not", signature, key.public_key()));
    EXPECT_FALSE(is_signed("what was said", signature, SigningKey(std::string(32, 'l')).public_key()));
    EXPECT_FALSE(is_signed("what was said", signature.substr(1), key.public_key()));
    EXPECT_FALSE(is_signed("what was said", signature, ""));
}

TEST(Hex, IsReadBackAndAnythingElseIsNothing) {
    EXPECT_EQ(from_hex(to_hex(std::string("\0\x7f\xff", 3))), std::string("\0\x7f\xff", 3));
    for (const auto* text : {"0", "0g", "00 ", " 00"}) EXPECT_EQ(from_hex(text), "") << text;
}

}  // namespace
}  // namespace hotline
