// Who asks, where a reverse proxy stands between the client and this process.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotline::http {

/// The last hop that is none of `proxies`: `peer`, which is connected, or whom a proxy says in X-Forwarded-For. What
/// somebody else wrote there is never believed, nor is what no proxy could have written. Addresses without ports, as
/// Asio writes them.
[[nodiscard]] std::string client_address(const std::string& peer,
                                         const std::vector<std::pair<std::string_view, std::string_view>>& headers,
                                         const std::vector<std::string>& proxies);

}  // namespace hotline::http
