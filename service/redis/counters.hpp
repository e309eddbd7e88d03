// How much a link has done.
#pragma once

#include <cstdint>

namespace hotline::redis {

/// Since the link was made. For metrics; read on the link's thread.
struct LinkCounters {
    std::uint64_t connections = 0;  ///< that came up, handshake included
    std::uint64_t writes = 0;       ///< many calls share one
    std::uint64_t reads = 0;
};

}  // namespace hotline::redis
