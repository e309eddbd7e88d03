#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

using namespace std::chrono_literals;

constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2022} / 4 / 25}};
constexpr Instant kOrigin{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

TEST(SystemClock, ShowsTheTimeOfTheWorld) {
    const SystemClock clock;
    EXPECT_EQ(clock.in_world(kStart), kStart);
}

TEST(VirtualClock, KnowsWhenInTheWorldItShowsAnInstant) {
    VirtualClock clock(kStart, 1500);
    clock.begin_at(kOrigin);
    EXPECT_EQ(clock.in_world(kStart), kOrigin);
    EXPECT_EQ(clock.in_world(kStart + 25min), kOrigin + 1s);
    EXPECT_EQ(clock.in_world(kStart - 25min), kOrigin - 1s);
    EXPECT_EQ(clock.in_world(kStart + std::chrono::days(30)), kOrigin + 1728s);
}

TEST(VirtualClock, ShowsNowWhatTheWorldHasNow) {
    for (const double speed : {0.5, 1.0, 60.0, 1e6}) {
        VirtualClock clock(kStart, speed);
        clock.begin_at(SystemClock().now() - 10min);
        const Instant before = SystemClock().now();
        const Instant between = clock.in_world(clock.now());
        EXPECT_GE(between, before - 2ms) << speed;
        EXPECT_LE(between, SystemClock().now() + 2ms) << speed;
    }
}

}  // namespace
}  // namespace hotline
