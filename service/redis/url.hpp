// Redis URLs.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "redis/settings.hpp"

namespace hotline::redis {

/// redis://[[user]:password@]host[:port], rediss://… (TLS), unix:[//]/path. User and password may be percent-encoded. A
/// database other than 0 is refused: Redis Cluster has no other. kBadConfiguration; the detail never repeats the URL
/// (it may hold a password).
[[nodiscard]] Result<LinkSettings> parse_url(std::string_view url);

}  // namespace hotline::redis
