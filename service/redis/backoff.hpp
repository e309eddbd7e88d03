// How long to wait before trying again.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace hotline::redis {

/// Doubles from min to max. Each delay is drawn from the upper half of its step, so that many nodes do not return as
/// one.
class Backoff {
public:
    using Delay = std::chrono::milliseconds;

    Backoff(Delay min, Delay max) : min_(std::max(min, Delay(1))), max_(std::max(min_, max)), step_(min_) {}

    [[nodiscard]] Delay next() {
        std::uniform_int_distribution<Delay::rep> draw((step_.count() + 1) / 2, step_.count());
        const Delay delay(draw(random_));
        step_ = std::min(step_ * 2, max_);
        return delay;
    }
    void reset() { step_ = min_; }

private:
    Delay min_;
    Delay max_;
    Delay step_;
    std::minstd_rand random_{std::random_device{}()};
};

}  // namespace hotline::redis
