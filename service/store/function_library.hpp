// The Redis Function library (store/functions/*.lua), embedded at build time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "redis/command.hpp"

namespace hotline {

/// Its source. The version is part of every name, so that old and new nodes can run side by side.
[[nodiscard]] std::string_view function_library();

/// Brings it to a Redis: the first thing said on each connection.
[[nodiscard]] inline redis::Command load_functions() {
    return redis::Command("FUNCTION").arg("LOAD").arg("REPLACE").arg(function_library());
}

inline constexpr std::string_view kOpenFunction = "hotline_2_open";
inline constexpr std::string_view kCommitFunction = "hotline_2_commit";
inline constexpr std::string_view kFileFunction = "hotline_2_file";
inline constexpr std::string_view kRewriteFunction = "hotline_2_rewrite";
inline constexpr std::string_view kLogFunction = "hotline_2_log";
inline constexpr std::string_view kIndexFunction = "hotline_2_index";
inline constexpr std::string_view kPlanFunction = "hotline_2_plan";
inline constexpr std::string_view kTakeFunction = "hotline_2_take";
inline constexpr std::string_view kSettleFunction = "hotline_2_settle";
inline constexpr std::string_view kFoldFunction = "hotline_2_fold";
inline constexpr std::string_view kReviveFunction = "hotline_2_revive";

/// "FCALL function keys…"; its arguments follow.
[[nodiscard]] inline redis::Command call_function(std::string_view function, const std::vector<std::string>& keys) {
    redis::Command command("FCALL");
    command.named(function).arg(function).arg(static_cast<long long>(keys.size()));
    for (const std::string& key : keys) command.arg(key);
    return command;
}

}  // namespace hotline
