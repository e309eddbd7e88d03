// The Redis Function library (store/functions/*.lua), embedded at build time.
#pragma once

#include <string_view>

namespace hotline {

/// Its source. The version is part of every name, so that old and new nodes can run side by side.
[[nodiscard]] std::string_view function_library();

inline constexpr std::string_view kOpenFunction = "hotline_2_open";
inline constexpr std::string_view kCommitFunction = "hotline_2_commit";
inline constexpr std::string_view kFileFunction = "hotline_2_file";
inline constexpr std::string_view kIndexFunction = "hotline_2_index";

}  // namespace hotline
