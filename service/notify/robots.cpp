#include "notify/robots.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "http/json.hpp"
#include "notify/signature.hpp"
#include "notify/text.hpp"
#include "notify/webhook.hpp"

namespace hotline::notify {
namespace {

using http::Json;

constexpr std::size_t kWecomMarkdown = 4'096;
constexpr std::size_t kWecomText = 2'048;
// Bodies of 20 kB are what both take; what surrounds the text, and escapes in it, need some.
constexpr std::size_t kLongText = 15'000;
constexpr std::size_t kTitle = 200;

/// A robot takes so many messages a minute: 20 (WeCom, DingTalk), 100 (Feishu).
constexpr std::chrono::seconds kRatePause{60};

/// What an answer says by its code. Codes of neither kind: try again.
struct Codes {
    const char* name;
    std::span<const long long> too_often;
    std::span<const long long> useless;
};

// Global error codes of WeCom: of the message's form, its size, or a robot that is not there any more.
constexpr std::array kWecomOften{45009LL, 45033LL};
constexpr std::array kWecomUseless{40001LL, 40008LL, 40035LL, 40058LL, 44004LL, 45002LL, 93000LL, 93004LL, 93008LL};
// DingTalk: 310000 is keyword, signature or IP address; 3000xx and 4001xx the token or the robot; 4301xx the content.
constexpr std::array kDingtalkOften{130101LL, 410100LL, 90018LL, 90030LL};
constexpr std::array kDingtalkUseless{40035LL,  43004LL,  300001LL, 300005LL, 310000LL, 400013LL, 400101LL,
                                      400102LL, 400105LL, 400106LL, 430101LL, 430102LL, 430103LL, 430104LL};
// Feishu: 19001 and 19002 parameters, or a robot that is gone; 19021 signature, 19022 IP address, 19024 keyword, 11246
// the card. 9499 is both "too many request" and "Bad Request".
constexpr std::array kFeishuOften{11232LL, 9499LL, 99991400LL};
constexpr std::array kFeishuUseless{19001LL, 19002LL, 19021LL, 19022LL, 19024LL, 11246LL, 10002LL};

bool has(std::span<const long long> codes, long long code) { return std::ranges::find(codes, code) != codes.end(); }

Codes codes_of(ChannelKind kind) {
    switch (kind) {
        case ChannelKind::kWecom: return {"errcode", kWecomOften, kWecomUseless};
        case ChannelKind::kDingtalk: return {"errcode", kDingtalkOften, kDingtalkUseless};
        default: return {"code", kFeishuOften, kFeishuUseless};
    }
}

std::string with_heading(const Message& message, std::string_view mark) {
    if (message.subject.empty()) return message.text;
    return std::string(mark).append(one_line(message.subject)).append("\n").append(message.text);
}

Json wecom_body(const Message& message) {
    if (message.mention_mobiles.empty()) {
        return {{"msgtype", "markdown"},
                {"markdown", {{"content", cut_to(with_heading(message, "### "), kWecomMarkdown)}}}};
    }
    return {{"msgtype", "text"},
            {"text",
             {{"content", cut_to(with_heading(message, ""), kWecomText)},
              {"mentioned_mobile_list", message.mention_mobiles}}}};
}

Json dingtalk_body(const Message& message) {
    auto text = cut_to(with_heading(message, "### "), kLongText);
    if (!message.mention_mobiles.empty()) text += "\n\n";
    // Only who is in the text, too, is called.
    for (const auto& mobile : message.mention_mobiles) text.append("@").append(mobile).append(" ");
    const auto title = one_line(message.subject.empty() ? message.text : message.subject);
    return {{"msgtype", "markdown"},
            {"markdown", {{"title", cut_to(title, kTitle)}, {"text", std::move(text)}}},
            {"at", {{"atMobiles", message.mention_mobiles}, {"isAtAll", false}}}};
}

Json feishu_body(const Destination& destination, const Message& message, Instant now) {
    Json card{{"config", {{"wide_screen_mode", true}}}};
    card["elements"] = Json::array({{{"tag", "markdown"}, {"content", cut_to(message.text, kLongText)}}});
    if (!message.subject.empty()) {
        card["header"] = {{"title", {{"tag", "plain_text"}, {"content", cut_to(one_line(message.subject), kTitle)}}}};
    }
    Json body{{"msg_type", "interactive"}, {"card", std::move(card)}};
    if (!destination.secret.empty()) {
        const auto at = std::chrono::floor<std::chrono::seconds>(now);
        body["timestamp"] = std::to_string(at.time_since_epoch().count());
        body["sign"] = feishu_signature(destination.secret, at);
    }
    return body;
}

/// Of base64, what means something else in an address.
std::string encoded(std::string_view base64) {
    std::string text;
    for (const char c : base64) {
        if (c == '+') {
            text += "%2B";
        } else if (c == '/') {
            text += "%2F";
        } else if (c == '=') {
            text += "%3D";
        } else {
            text += c;
        }
    }
    return text;
}

std::string signed_address(const Destination& destination, Instant now) {
    if (destination.kind != ChannelKind::kDingtalk || destination.secret.empty()) return destination.url;
    std::string url = destination.url;
    url.append(url.contains('?') ? "&" : "?").append("timestamp=");
    url.append(std::to_string(now.time_since_epoch().count()));
    return url.append("&sign=").append(encoded(dingtalk_signature(destination.secret, now)));
}

Json body_of(const Destination& destination, const Message& message, Instant now) {
    switch (destination.kind) {
        case ChannelKind::kWecom: return wecom_body(message);
        case ChannelKind::kDingtalk: return dingtalk_body(message);
        default: return feishu_body(destination, message, now);
    }
}

std::string text_of(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

http::ClientRequest robot_request(const Destination& destination, const Message& message, Instant now) {
    // Bytes that are not UTF-8 are replaced: a message that is a little wrong says more than none.
    return {.url = signed_address(destination, now),
            .headers = {{"Content-Type", "application/json; charset=utf-8"}},
            .body = body_of(destination, message, now).dump(-1, ' ', false, Json::error_handler_t::replace)};
}

Attempt robot_attempt(const Destination& destination, const http::ClientReply& reply) {
    const auto codes = codes_of(destination.kind);
    const auto json = http::parse_json_object(reply.body);
    const auto code = json ? json->find(codes.name) : Json::const_iterator();
    const bool is_theirs = json && code != json->end() && code->is_number_integer();
    if (!is_theirs) {
        auto attempt = webhook_attempt(reply);
        return attempt.outcome == Attempt::Outcome::kDelivered ? retry("the answer is not the robot's") : attempt;
    }
    const auto number = code->get<long long>();
    if (number == 0 && reply.status < 300) return delivered();
    if (number == 0) return webhook_attempt(reply);
    auto reason = std::string(codes.name) + " " + std::to_string(number);
    const auto text = text_of(*json, destination.kind == ChannelKind::kFeishu ? "msg" : "errmsg");
    if (!text.empty()) reason.append(": ").append(said(text, destination.url, destination.secret));
    if (has(codes.too_often, number)) return retry(std::move(reason), kRatePause);
    if (has(codes.useless, number)) return refused(std::move(reason));
    return retry(std::move(reason), reply.retry_after);
}

}  // namespace hotline::notify
