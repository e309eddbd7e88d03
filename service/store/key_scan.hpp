// The keys of a data set by what they look like: for audits and repairs, never for a request.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// Sorted, by partition; keys without one are left out. `pattern` as KEYS takes it, `type` as TYPE says it. What comes
/// or goes meanwhile may be named or not.
[[nodiscard]] Awaitable<Result<std::map<int, std::vector<std::string>>>> find_keys(redis::LinkPool& link,
                                                                                   std::string_view pattern,
                                                                                   std::string_view type);

}  // namespace hotline
