// How much sorted sets hold and what their first member's score is, over several of them at once.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "redis/command.hpp"
#include "redis/reply.hpp"

namespace hotline {

struct SetExtent {
    long long members = 0;
    std::optional<Instant> first;  ///< the earliest score of all
};

/// Adds to `commands` what has to be asked of one set.
void ask_extent(std::vector<redis::Command>& commands, const std::string& key);
/// The answers to nothing but such questions. Errors: those of a read.
[[nodiscard]] Result<SetExtent> extent_of(std::span<const Result<redis::Reply>> replies);

}  // namespace hotline
