// What was put on record a short while ago and need not be again.
#pragma once

#include <chrono>
#include <string>
#include <unordered_set>

#include "base/clock.hpp"

namespace hotline {

/// Remembers each text for at least half of `span` and at most the whole, or less long where there are very many.
class RecentReads {
public:
    explicit RecentReads(std::chrono::milliseconds span) : half_(span / 2) {}

    [[nodiscard]] bool has(const std::string& read, Instant now) {
        turn(now);
        return young_.contains(read) || old_.contains(read);
    }
    void add(std::string read, Instant now) {
        turn(now);
        young_.insert(std::move(read));
    }

private:
    static constexpr std::size_t kMany = 20'000;

    void turn(Instant now) {
        if (now < turns_at_ && young_.size() < kMany) return;
        const bool long_ago = now >= turns_at_ + half_;
        old_ = long_ago ? std::unordered_set<std::string>{} : std::move(young_);
        young_.clear();
        turns_at_ = now + half_;
    }

    std::chrono::milliseconds half_;
    Instant turns_at_{};
    std::unordered_set<std::string> young_;
    std::unordered_set<std::string> old_;
};

}  // namespace hotline
