// The Redis Function library (store/functions/*.lua), embedded at build time.
#pragma once

#include <string_view>

namespace hotline {

/// Its source. The version is part of every name, so that old and new nodes can run side by side.
[[nodiscard]] std::string_view function_library();

inline constexpr std::string_view kOpenFunction = "hotline_1_open";
inline constexpr std::string_view kCommitFunction = "hotline_1_commit";
inline constexpr std::string_view kFileFunction = "hotline_1_file";
inline constexpr std::string_view kIndexFunction = "hotline_1_index";

}  // namespace hotline
