#include "base/secrets.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

const std::string kOwn(64, '7');
const std::string kOne = "encryption " + std::string(64, 'a');
const std::string kOther = "encryption " + std::string(64, 'b');

std::string current(const std::string& text) { return Secrets::from_text(text).value().keys.current(); }

TEST(Secrets, ASecretAloneIsEnough) {
    for (const std::string& text : {kOwn, kOwn + "\n", "# the hotline's\n\n  " + kOwn + "  # keep it\r\n"}) {
        const auto secrets = Secrets::from_text(text);
        ASSERT_TRUE(secrets) << secrets.error().detail;
        EXPECT_EQ(secrets->hash.fingerprint(), KeyedHash::from_hex(kOwn)->fingerprint());
        EXPECT_EQ(secrets->keys.current(), current(kOwn));
    }
    EXPECT_NE(current(kOwn), current(std::string(64, '8')));
}

TEST(Secrets, TheFirstLineOfAKeyIsTheOneInUse) {
    EXPECT_NE(current(kOwn + "\n" + kOne), current(kOwn));
    EXPECT_EQ(current(kOwn + "\n" + kOne + "\n" + kOther), current(kOwn + "\n" + kOne));
    EXPECT_EQ(current(kOwn + "\n" + kOther + "\n" + kOne), current(kOwn + "\n" + kOther));
}

TEST(Secrets, WhatTheSecretItselfSealedAlwaysOpens) {
    const auto before = Secrets::from_text(kOwn).value();
    const auto after = Secrets::from_text(kOwn + "\n" + kOne).value();
    EXPECT_EQ(after.keys.open(before.keys.seal("王五", "here"), "here"), "王五");
}

TEST(Secrets, WhatIsWrongIsToldWithItsLineAndNeverRepeated) {
    const std::string half(32, 'c');
    for (const auto& [text, line] : {std::pair{half, "line 1"},
                                     {kOwn + half, "line 1"},
                                     {kOwn + " " + kOwn, "line 1"},
                                     {kOne, "line 1"},
                                     {kOwn + "\n" + half, "line 2"},
                                     {kOwn + "\n\nencryption " + half, "line 3"},
                                     {kOwn + "\n" + kOne + "\nencryption", "line 3"},
                                     {kOwn + "\n" + kOne + half, "line 2"},
                                     {kOwn + "\ndecryption " + kOwn, "line 2"}}) {
        const auto secrets = Secrets::from_text(text);
        ASSERT_FALSE(secrets) << text;
        EXPECT_EQ(secrets.error().code, ErrorCode::kBadConfiguration);
        EXPECT_NE(secrets.error().detail.find(line), std::string::npos) << secrets.error().detail;
        EXPECT_EQ(secrets.error().detail.find(half), std::string::npos);
    }
    EXPECT_FALSE(Secrets::from_text(""));
    EXPECT_FALSE(Secrets::from_text("# nothing\n"));
}

TEST(Secrets, AFileThatIsNotThereIsNamed) {
    const auto secrets = Secrets::from({.file = "/nowhere/secret"});
    ASSERT_FALSE(secrets);
    EXPECT_NE(secrets.error().detail.find("/nowhere/secret"), std::string::npos);
}

TEST(Secrets, AnEnvironmentVariableStandsForTheFile) {
    const SecretSource source{.file = "/nowhere/secret", .text = kOwn + "\n" + kOne};
    EXPECT_EQ(Secrets::from(source).value().keys.current(), current(kOwn + "\n" + kOne));
    EXPECT_FALSE(Secrets::from({.text = ""})) << "an unset variable is no secret";
}

}  // namespace
}  // namespace hotline
