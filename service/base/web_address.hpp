// Addresses of other services.
#pragma once

#include <string_view>

namespace hotline {

/// https, or http to this very machine, which no one listens to: what a secret may be sent to. Host and port only, or
/// with a path; never with a user's name in it.
[[nodiscard]] bool is_safe_address(std::string_view address);

/// http or https to this machine itself by its loopback names.
[[nodiscard]] bool is_loopback_address(std::string_view address);

}  // namespace hotline
