#include "live/event_ring.hpp"

#include <gtest/gtest.h>

namespace hotline::live {
namespace {

constexpr std::size_t kNoLimit = 1'000'000;

RingEntry event(long long count, std::size_t size = 10) {
    return {RecordedEvent{{count, static_cast<std::uint32_t>(count * 3)}, 1, std::string(size, 'e')}};
}

TEST(EventRing, KnowsWhereItBegan) {
    EventRing ring(10, kNoLimit);
    EXPECT_EQ(ring.head(), Mark{});
    ring.restart({41, 7});
    EXPECT_EQ(ring.head(), (Mark{41, 7}));
    ASSERT_NE(ring.mark_at(41), nullptr);
    EXPECT_EQ(ring.mark_at(40), nullptr);
    EXPECT_EQ(ring.mark_at(42), nullptr);
    EXPECT_EQ(ring.entry_at(41), nullptr);
}

TEST(EventRing, ForgetsTheOldestAndKeepsItsMark) {
    EventRing ring(3, kNoLimit);
    for (long long count = 1; count <= 5; ++count) ring.push(event(count));
    EXPECT_EQ(ring.head().count, 5);
    EXPECT_EQ(ring.entry_at(2), nullptr);
    ASSERT_NE(ring.mark_at(2), nullptr);
    EXPECT_EQ(ring.mark_at(2)->tag, 6U);
    EXPECT_EQ(ring.mark_at(1), nullptr);
    for (long long count = 3; count <= 5; ++count) EXPECT_EQ(ring.entry_at(count)->recorded.mark.count, count);
}

TEST(EventRing, HoldsNoMoreBytesThanItMay) {
    EventRing ring(1000, 20'000);
    for (long long count = 1; count <= 100; ++count) ring.push(event(count, 1000));
    EXPECT_EQ(ring.entry_at(80), nullptr);
    EXPECT_NE(ring.entry_at(90), nullptr);
    ring.push(event(101, 1'000'000));
    EXPECT_NE(ring.entry_at(101), nullptr);
    EXPECT_EQ(ring.entry_at(100), nullptr);
}

TEST(EventRing, CountsWhatItWasToldOfAnEventLater) {
    EventRing ring(1000, 10'000);
    for (long long count = 1; count <= 5; ++count) ring.push(event(count));
    Described described;
    described.shown = std::string(9'000, 'x');
    ring.describe(3, std::make_shared<const Described>(described));
    ASSERT_NE(ring.entry_at(3)->described, nullptr);
    ring.push(event(6, 2'000));
    EXPECT_EQ(ring.entry_at(3), nullptr);
    EXPECT_NE(ring.entry_at(4), nullptr);
    ring.describe(1, nullptr);
}

}  // namespace
}  // namespace hotline::live
