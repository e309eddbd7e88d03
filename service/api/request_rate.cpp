#include "api/request_rate.hpp"

#include <algorithm>

namespace hotline::api {

std::optional<std::chrono::seconds> RequestRate::wait(const std::string& person, Instant now) {
    if (per_second_ == 0) return std::nullopt;
    Instant& until = spent_until_[person];
    const Instant spent = std::max(until, now) + std::chrono::nanoseconds(std::chrono::seconds(1)) / per_second_;
    if (spent > now + kBurst) return std::chrono::ceil<std::chrono::seconds>(spent - now - kBurst);
    until = spent;
    return std::nullopt;
}

}  // namespace hotline::api
