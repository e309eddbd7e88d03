// What Redis says of itself that somebody has to hear of in time.
#pragma once

#include <optional>

namespace hotline::telemetry {

struct RedisFigures {
    bool log_ok = false;           ///< the append-only file is on, and was last written and rewritten without an error
    long long memory_used = 0;     ///< bytes
    long long memory_limit = 0;    ///< bytes; 0: none is set
    int replicas = 0;              ///< connected
    std::optional<long long> lag;  ///< bytes that the furthest behind of them has not got; nothing: there are none
};

}  // namespace hotline::telemetry
