#include "base/keyring.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

const Keyring::Key kOld{1, 2, 3};
const Keyring::Key kNew{4, 5, 6};
const std::string kWho = std::string("+8613904310001") + '\0' + "王五";

TEST(Keyring, OpensWhatItSealed) {
    const Keyring ring({kOld});
    for (const std::string& text : {kWho, std::string(), std::string(1, '\0'), std::string(5000, 'x')}) {
        const auto opened = ring.open(ring.seal(text, "here"), "here");
        ASSERT_TRUE(opened) << opened.error().detail;
        EXPECT_EQ(*opened, text);
    }
}

TEST(Keyring, WhatIsSealedShowsNothingOfTheText) {
    const Keyring ring({kOld});
    const std::string sealed = ring.seal(kWho, "here");
    EXPECT_EQ(sealed.find("139"), std::string::npos);
    EXPECT_EQ(sealed.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_NE(sealed, ring.seal(kWho, "there")) << "who called twice cannot be told from the store";
    EXPECT_NE(sealed, Keyring({kNew}).seal(kWho, "here"));
    EXPECT_EQ(sealed, ring.seal(kWho, "here")) << "a document that did not change is written the same";
}

TEST(Keyring, OpensInItsOwnContextOnly) {
    const Keyring ring({kOld});
    const auto opened = ring.open(ring.seal(kWho, "here"), "there");
    EXPECT_TRUE(!opened && opened.error().code == ErrorCode::kInternal);
}

TEST(Keyring, TheFirstKeySealsAndAllOpen) {
    const std::string old = Keyring({kOld}).seal(kWho, "here");
    const Keyring both({kNew, kOld});
    EXPECT_EQ(both.open(old, "here"), kWho);
    const std::string sealed = both.seal(kWho, "here");
    EXPECT_EQ(Keyring::id_of(sealed), both.current());
    EXPECT_NE(Keyring::id_of(sealed), Keyring::id_of(old));
    EXPECT_EQ(Keyring({kNew}).open(sealed, "here"), kWho);
    EXPECT_TRUE(both.has(Keyring::id_of(old)));
    EXPECT_FALSE(Keyring({kNew}).has(Keyring::id_of(old)));
}

TEST(Keyring, AMissingKeyIsNamed) {
    const std::string old = Keyring({kOld}).seal(kWho, "here");
    const auto opened = Keyring({kNew}).open(old, "here");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().detail.find(Keyring::id_of(old)), std::string::npos);
}

TEST(Keyring, WhateverIsAlteredDoesNotOpen) {
    const Keyring ring({kOld});
    const std::string sealed = ring.seal(kWho, "here");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string altered = sealed;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(ring.open(altered, "here")) << i;
        EXPECT_FALSE(ring.open(sealed.substr(0, i), "here")) << i;
    }
    EXPECT_FALSE(ring.open(sealed + "AAAA", "here"));
    EXPECT_FALSE(ring.open(sealed.substr(0, 8) + "!" + sealed.substr(9), "here"));
}

}  // namespace
}  // namespace hotline
