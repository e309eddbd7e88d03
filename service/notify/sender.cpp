#include "notify/sender.hpp"

#include "notify/robots.hpp"
#include "notify/signature.hpp"
#include "notify/text.hpp"
#include "notify/webhook.hpp"

namespace hotline::notify {
namespace {

// Answers of robots are some hundred bytes, those of webhooks nobody reads.
constexpr std::size_t kMostBytes = 16 * 1024;

std::unexpected<Error> wrong(std::string why, std::string field) {
    return fail(ErrorCode::kBadConfiguration, std::move(why), std::move(field));
}

/// Nothing was received, or nothing was sent.
Attempt failed_attempt(const Error& error) {
    return error.code == ErrorCode::kBadConfiguration ? refused(error.detail) : retry(error.detail);
}

bool begins_with(const std::string& url, std::string_view tls, std::string_view plain) {
    return url.starts_with(tls) || url.starts_with(plain);
}

}  // namespace

Sender::Sender(const SenderSettings& settings)
    : client_({.ca_file = settings.ca_file,
               .threads = settings.threads,
               .most_waiting = settings.most_waiting,
               .connect_within = settings.connect_within,
               .done_within = settings.done_within,
               .most_bytes = kMostBytes,
               .when_too_busy = "too many messages are on their way"}),
      mail_({.ca_file = settings.ca_file,
             .threads = settings.mail_threads,
             .most_waiting = settings.most_waiting,
             .connect_within = settings.connect_within,
             .done_within = settings.mail_done_within}) {}

Awaitable<Attempt> Sender::send(Destination destination, Message message, Instant now,
                                std::shared_ptr<const AllowList> allowed) {
    if (!allowed) allowed = std::make_shared<const AllowList>();
    if (destination.kind == ChannelKind::kEmail) {
        co_return co_await mail_.send(std::move(destination), std::move(message),
                                      std::chrono::floor<std::chrono::seconds>(now), std::move(allowed));
    }
    const bool is_webhook = destination.kind == ChannelKind::kWebhook;
    auto request = is_webhook ? webhook_request(destination, message, now) : robot_request(destination, message, now);
    if (!request) co_return refused(request.error().detail);
    request->headers.emplace_back("User-Agent", "hotline");
    request->allowed = std::move(allowed);
    const auto reply = co_await client_.send(*std::move(request));
    if (!reply) co_return failed_attempt(reply.error());
    co_return is_webhook ? webhook_attempt(*reply) : robot_attempt(destination, *reply);
}

void Sender::abandon() {
    client_.abandon();
    mail_.abandon();
}

void Sender::stop() {
    abandon();
    client_.stop();
    mail_.stop();
}

Result<void> check(const Destination& destination) {
    if (!is_visible(destination.url)) return wrong("this is not an address", "url");
    if (destination.kind == ChannelKind::kEmail) {
        if (!begins_with(destination.url, "smtps://", "smtp://")) return wrong("smtp:// or smtps://", "url");
        if (!is_mail_address(destination.from)) return wrong("this is not an e-mail address", "from");
        return {};
    }
    if (!begins_with(destination.url, "https://", "http://")) return wrong("https:// and where it goes", "url");
    if (destination.kind != ChannelKind::kWebhook) return {};
    if (const auto key = webhook_signature(destination.secret, "", {}, ""); !key) return std::unexpected(key.error());
    return {};
}

}  // namespace hotline::notify
