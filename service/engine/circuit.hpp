// Keeps messages from a destination that does not answer, and lets one through now and then to see whether it does.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace hotline {

/// Of one destination, on one thread. Open: nothing is sent. Each pause that ends in another failure is followed by one
/// twice as long.
class Circuit {
public:
    struct Rule {
        int failures = 5;  ///< in a row, that open it
        std::chrono::milliseconds pause{30'000};
        std::chrono::milliseconds longest{600'000};
    };

    explicit Circuit(Rule rule) : rule_(rule) {}

    /// How many may be under way at a time, of `most`: all, one that tries, or none.
    [[nodiscard]] int room(int most, Instant now) const {
        if (!is_open()) return most;
        return now < opens_until_ ? 0 : 1;
    }
    [[nodiscard]] bool is_open() const { return failed_ >= rule_.failures; }

    void succeeded() {
        failed_ = 0;
        pause_ = {};
    }
    void failed(Instant now) {
        // What was under way when it opened says nothing new.
        if (is_open() && now < opens_until_) return;
        if (++failed_ < rule_.failures) return;
        pause_ = pause_.count() == 0 ? rule_.pause : std::min(2 * pause_, rule_.longest);
        opens_until_ = now + pause_;
    }

private:
    Rule rule_;
    int failed_ = 0;
    std::chrono::milliseconds pause_{};
    Instant opens_until_{};
};

}  // namespace hotline
