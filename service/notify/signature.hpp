// How messages are signed, by each receiver's rules. All are HMAC-SHA256 and base64; what is key and what is message
// differs.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace hotline::notify {

/// Standard Webhooks 1.0: the value of webhook-signature, "v1,<base64>", for each of `secrets` (Destination::secret).
/// `at` is the value of webhook-timestamp. kBadConfiguration: not "whsec_" and base64 of 24 to 64 bytes.
[[nodiscard]] Result<std::string> webhook_signature(std::string_view secrets, std::string_view id,
                                                    std::chrono::sys_seconds at, std::string_view body);

/// DingTalk, "custom robot security settings": the value of `sign`, not yet encoded for an address. `at` is the value
/// of `timestamp`, in milliseconds; theirs may differ by an hour.
[[nodiscard]] std::string dingtalk_signature(std::string_view secret, Instant at);

/// Feishu, "custom bot": the value of `sign`. `at` is the value of `timestamp`; theirs may differ by an hour.
[[nodiscard]] std::string feishu_signature(std::string_view secret, std::chrono::sys_seconds at);

/// With padding (RFC 4648 §4).
[[nodiscard]] std::string to_base64(std::string_view bytes);

}  // namespace hotline::notify
