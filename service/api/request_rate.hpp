// How many requests one person may make: whoever sends without end must not slow down the others.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>

namespace hotline::api {

/// So many a second in the long run, kBurst seconds' worth of them at once (GCRA, ITU-T I.371: one instant a person).
/// One for each thread, each counts for itself. Holds an entry for each person who ever asked.
class RequestRate {
public:
    using Instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds kBurst{10};

    /// 0: any number.
    explicit RequestRate(int per_second) : per_second_(per_second) {}

    /// Nothing: go on. Otherwise how long to wait until there is room again, at least a second.
    [[nodiscard]] std::optional<std::chrono::seconds> wait(const std::string& person, Instant now);

private:
    int per_second_;
    std::unordered_map<std::string, Instant> spent_until_;
};

}  // namespace hotline::api
