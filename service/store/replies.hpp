// From Redis replies to results: the errors of reading and writing, said once.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "redis/reply.hpp"

namespace hotline {

/// A read whose outcome is unknown has changed nothing: to its caller the store is unavailable.
/// An error reply of Redis (loading, out of memory, read-only replica …) means that nothing was done.
[[nodiscard]] Result<redis::Reply> checked_read(Result<redis::Reply> reply);
[[nodiscard]] Result<redis::Reply> checked_write(Result<redis::Reply> reply);

/// Text that our own functions wrote; 0 when it is no number.
[[nodiscard]] inline long long to_number(std::string_view text) {
    long long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// Of a sorted set that was asked for WITHSCORES; all our scores are whole numbers.
struct ScoredMember {
    std::string member;
    long long score = 0;
};
[[nodiscard]] std::vector<ScoredMember> scored_members(const redis::Reply& reply);

}  // namespace hotline
