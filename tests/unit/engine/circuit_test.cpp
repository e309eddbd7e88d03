#include "engine/circuit.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

using namespace std::chrono_literals;

class Circuits : public ::testing::Test {
protected:
    void fail(int times) {
        for (int i = 0; i < times; ++i) circuit_.failed(now_);
    }
    [[nodiscard]] int room() const { return circuit_.room(4, now_); }

    Circuit circuit_{{.failures = 3, .pause = 10s, .longest = 35s}};
    Instant now_{};
};

TEST_F(Circuits, OpenAfterFailuresInARowOnly) {
    fail(2);
    circuit_.succeeded();
    fail(2);
    EXPECT_EQ(room(), 4);
    fail(1);
    EXPECT_EQ(room(), 0);
}

TEST_F(Circuits, LetOneTryWhenThePauseIsOver) {
    fail(3);
    now_ += 9999ms;
    EXPECT_EQ(room(), 0);
    now_ += 1ms;
    EXPECT_EQ(room(), 1);
    circuit_.succeeded();
    EXPECT_EQ(room(), 4);
}

TEST_F(Circuits, PauseTwiceAsLongAfterEachTryInVainUpToALimit) {
    fail(3);
    for (const auto pause : {10s, 20s, 35s, 35s}) {
        now_ += pause - 1ms;
        EXPECT_EQ(room(), 0);
        now_ += 1ms;
        EXPECT_EQ(room(), 1);
        fail(1);
    }
}

TEST_F(Circuits, WhatWasUnderWayWhenItOpenedCountsOnce) {
    fail(7);
    now_ += 10s;
    EXPECT_EQ(room(), 1);
}

}  // namespace
}  // namespace hotline
