// Group robots of WeCom, DingTalk and Feishu: a message in the vendor's JSON, and what the vendor's answer means. All
// of them say "HTTP 200" to whatever they refuse; a code in the body is what counts.
//
// WeCom: developer.work.weixin.qq.com/document/path/91770. DingTalk: open.dingtalk.com/document/orgapp/
// custom-robots-send-group-messages and …/customize-robot-security-settings. Feishu: open.feishu.cn/document/
// client-docs/bot-v3/add-custom-bot.
#pragma once

#include "base/clock.hpp"
#include "http/client.hpp"
#include "notify/message.hpp"

namespace hotline::notify {

/// WeCom: Markdown, at most 4,096 bytes; where people are called, plain text, at most 2,048 bytes, since its Markdown
/// cannot call anybody by number. DingTalk: Markdown with a title. Feishu: a card with a heading. Texts that are too
/// long are cut.
[[nodiscard]] http::ClientRequest robot_request(const Destination& destination, const Message& message, Instant now);

/// What is not the vendor's JSON (somebody on the way answered) is not a delivery: retry.
[[nodiscard]] Attempt robot_attempt(const Destination& destination, const http::ClientReply& reply);

}  // namespace hotline::notify
