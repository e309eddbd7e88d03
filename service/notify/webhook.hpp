// Webhooks as Standard Webhooks 1.0 has them: a JSON body, and headers that say which message it is, when it was sent,
// and who sent it.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/client.hpp"
#include "notify/message.hpp"

namespace hotline::notify {

/// kBadConfiguration: the secret. kInvalidField: the message has no key or no payload.
[[nodiscard]] Result<http::ClientRequest> webhook_request(const Destination& destination, const Message& message,
                                                          Instant now);

/// By the status alone. 2xx: delivered. 408, 425, 429 and 5xx: retry, when Retry-After says. Others: refused.
[[nodiscard]] Attempt webhook_attempt(const http::ClientReply& reply);

}  // namespace hotline::notify
