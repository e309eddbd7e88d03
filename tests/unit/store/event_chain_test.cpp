// The arithmetic of the chain, on vectors that another program worked out (BLAKE2b and SHA-1 of Python's hashlib).
#include "store/event_chain.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

const KeyedHash kHash = KeyedHash::from_hex(std::string(64, '7')).value();
constexpr std::string_view kOpenEvent = R"({"r":1,"a":"open"})";
constexpr std::string_view kClaimed = R"({"r":2,"a":"claim"})";

std::string written(const ChainLink& link) {
    return std::string(link.digest.begin(), link.digest.end()) + std::to_string(link.count);
}

TEST(EventChain, IsWhatAnotherProgramMakesOfIt) {
    EXPECT_EQ(chain_key(kHash, 3, kOpenEvent).digits,
              "53af34891b18c9f42f7f3b5d9f13ca8e4a1b1196d5bf5007a8e13b6bcbe74a23"
              "e22f7b947145f16a9ed57fa7b7548c7ecf3cde67c2f6d7a7eedd525ce97c47f7");
    const ChainLink first = link_after({}, chain_key(kHash, 3, kOpenEvent), 17);
    EXPECT_EQ(digest_hex(first), "94852b0bdd73b25358266a4baaed8dcecb73c2ab");
    EXPECT_EQ(first.count, 1);
    const ChainLink second = link_after(first, chain_key(kHash, 3, kClaimed), 17);
    EXPECT_EQ(digest_hex(second), "40a2d098798140a06c089592575548f34f7decf0");
    EXPECT_EQ(second.count, 2);
    const ChainLink far = link_after({second.digest, 999'999}, chain_key(kHash, 3, kOpenEvent), 18);
    EXPECT_EQ(digest_hex(far), "ea49821a8bdaa53259d4902369409a2a69437efa");
    EXPECT_EQ(far.count, 1'000'000);
}

TEST(EventChain, ALinkFitsOneEventInOnePlaceOnly) {
    const ChainLink link = link_after({{}, 4}, chain_key(kHash, 3, kOpenEvent), 17);
    const KeyedHash other = KeyedHash::from_hex(std::string(64, '8')).value();
    for (const ChainKey& key :
         {chain_key(kHash, 3, kClaimed), chain_key(kHash, 4, kOpenEvent), chain_key(other, 3, kOpenEvent)}) {
        EXPECT_NE(link_after({{}, 4}, key, 17).digest, link.digest);
    }
    EXPECT_NE(link_after({{}, 5}, chain_key(kHash, 3, kOpenEvent), 17).digest, link.digest);
    EXPECT_NE(link_after({{'x'}, 4}, chain_key(kHash, 3, kOpenEvent), 17).digest, link.digest);
    EXPECT_NE(link_after({{}, 4}, chain_key(kHash, 3, kOpenEvent), 1).digest, link.digest);
}

TEST(EventChain, ALinkIsReadBack) {
    for (const long long count : {1LL, 9LL, 1'000'000'000'000LL}) {
        const ChainLink link = link_after({{}, count - 1}, chain_key(kHash, 0, kOpenEvent), 1);
        EXPECT_EQ(parse_link(written(link)), link);
    }
}

TEST(EventChain, ThereIsOneWayToWriteALink) {
    const std::string digest(20, 'd');
    EXPECT_TRUE(parse_link(digest + "12"));
    for (const auto* count : {"", "0", "-1", "+1", "01", "1 ", " 1", "1.0", "1e3", "100000000000000"}) {
        EXPECT_FALSE(parse_link(digest + count)) << count;
    }
    EXPECT_FALSE(parse_link(""));
    EXPECT_FALSE(parse_link("12"));
}

}  // namespace
}  // namespace hotline
