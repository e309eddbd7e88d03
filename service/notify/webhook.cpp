#include "notify/webhook.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sodium.h>

#include <array>

#include "notify/signature.hpp"
#include "notify/text.hpp"

namespace hotline::notify {
namespace {

constexpr std::size_t kSpanBytes = 8;

/// Each try is a span of its own.
std::string traceparent(std::string_view trace) {
    std::array<unsigned char, kSpanBytes> span{};
    randombytes_buf(span.data(), span.size());
    span[0] |= 1U;  // all zeros is no span
    return fmt::format("00-{}-{:02x}-01", trace, fmt::join(span, ""));
}

}  // namespace

Result<http::ClientRequest> webhook_request(const Destination& destination, const Message& message, Instant now) {
    if (!is_key(message.key)) return fail(ErrorCode::kInvalidField, "the message has no key", "key");
    if (message.payload.empty()) return fail(ErrorCode::kInvalidField, "the message has no payload", "payload");
    const auto at = std::chrono::floor<std::chrono::seconds>(now);
    auto signature = webhook_signature(destination.secret, message.key, at, message.payload);
    if (!signature) return std::unexpected(signature.error());
    http::ClientRequest request{.url = destination.url,
                                .headers = {{"Content-Type", "application/json"},
                                            {"webhook-id", message.key},
                                            {"webhook-timestamp", std::to_string(at.time_since_epoch().count())},
                                            {"webhook-signature", *std::move(signature)}},
                                .body = message.payload,
                                .cut_long_reply = true};
    if (!message.trace.empty()) request.headers.emplace_back("traceparent", traceparent(message.trace));
    return request;
}

Attempt webhook_attempt(const http::ClientReply& reply) {
    const int status = reply.status;
    if (status >= 200 && status < 300) return delivered();
    auto reason = "HTTP " + std::to_string(status);
    if (status >= 300 && status < 400) return refused(reason + ": redirects are not followed");
    const bool is_passing = status == 408 || status == 425 || status == 429;
    if (status >= 400 && status < 500 && !is_passing) return refused(std::move(reason));
    return retry(std::move(reason), reply.retry_after);
}

}  // namespace hotline::notify
