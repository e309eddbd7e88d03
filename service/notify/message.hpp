// What is said, where it goes, and what became of it. Nothing here knows of tickets.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hotline::notify {

enum class ChannelKind : unsigned char { kWebhook, kWecom, kDingtalk, kFeishu, kEmail };

/// "webhook", "wecom", "dingtalk", "feishu", "email".
[[nodiscard]] std::string_view to_string(ChannelKind kind);
[[nodiscard]] std::optional<ChannelKind> parse_channel_kind(std::string_view text);

/// Where a message goes and with which secret. Plain data, made from configuration.
struct Destination {
    ChannelKind kind = ChannelKind::kWebhook;
    /// Webhook: the whole address; robots: the address with its key or token, which makes it a secret; e-mail:
    /// smtp://host:587 (STARTTLS) or smtps://host:465.
    std::string url = {};
    /// Webhook: "whsec_<base64>" (Standard Webhooks), or two of them with a space between while one replaces the other:
    /// both sign. DingTalk ("SEC…") and Feishu: empty where the robot does not ask for signatures. WeCom, e-mail: none.
    std::string secret = {};
    std::string user = {}, password = {};  ///< e-mail; no user: no log-in
    std::string from = {};                 ///< e-mail: the sender's bare address
    bool start_tls = true;                 ///< e-mail over smtp://: without it to loopback only

    bool operator==(const Destination&) const = default;
};

/// What is said. No personal data.
struct Message {
    /// The same for every try of one message to one recipient: receivers tell duplicates by it (webhook-id,
    /// Message-ID). Printable ASCII without spaces and full stops.
    std::string key = {};
    std::string subject = {};                       ///< one line; robots: the heading
    std::string text = {};                          ///< robots: Markdown as theirs; e-mail: plain text
    std::string payload = {};                       ///< webhook: the JSON body
    std::string trace = {};                         ///< webhook: the trace it belongs to (W3C); empty: none
    std::string to = {};                            ///< e-mail: the recipient's bare address
    std::vector<std::string> mention_mobiles = {};  ///< WeCom and DingTalk: whom to call; Feishu's robots cannot

    bool operator==(const Message&) const = default;
};

/// What became of one try.
struct Attempt {
    enum class Outcome : unsigned char {
        kDelivered,
        kRetry,
        kRefused,  ///< trying again is of no use until somebody has changed something
    };

    Outcome outcome = Outcome::kDelivered;
    std::string reason = {};  ///< for people: "HTTP 500", "errcode 45009: …". Holds no secret; delivered: empty
    std::optional<std::chrono::seconds> retry_after = {};  ///< what the receiver asked for: a day at most

    bool operator==(const Attempt&) const = default;
};

[[nodiscard]] Attempt delivered();
[[nodiscard]] Attempt retry(std::string reason, std::optional<std::chrono::seconds> after = std::nullopt);
[[nodiscard]] Attempt refused(std::string reason);

}  // namespace hotline::notify
