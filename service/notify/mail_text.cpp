#include "notify/mail_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/keyed_hash.hpp"
#include "notify/signature.hpp"
#include "notify/text.hpp"

namespace hotline::notify {
namespace {

constexpr std::string_view kEnd = "\r\n";

/// RFC 5322, 3.3, in UTC whatever the locale.
std::string mail_date(std::chrono::sys_seconds at) {
    static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

bool is_plain_header(std::string_view text) {
    return text.size() <= 60 && !text.contains("=?") &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// RFC 2047: words of whole characters, one a line. The first shares its line with "Subject: ".
std::string header_text(std::string_view given) {
    static constexpr std::size_t kWord = 39;  // 52 characters of base64 and 12 around them
    const auto line = one_line(given);
    if (is_plain_header(line)) return line;
    std::string encoded;
    for (std::string_view rest = line; !rest.empty();) {
        auto word = whole_characters(rest, kWord);
        if (word.empty()) word = rest.substr(0, kWord);  // not UTF-8
        encoded.append(encoded.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?").append(to_base64(word)).append("?=");
        rest.remove_prefix(word.size());
    }
    return encoded;
}

/// Lines of text end with CRLF, whatever they ended with, and so do those of base64.
std::string body_of(std::string_view text) {
    static constexpr std::size_t kLine = 76;
    std::string lines;
    for (const char c : text) {
        if (c == '\n') lines += kEnd;
        if (c != '\n' && c != '\r') lines += c;
    }
    const auto base64 = to_base64(lines);
    std::string body;
    for (std::size_t at = 0; at < base64.size(); at += kLine) body.append(base64, at, kLine).append(kEnd);
    return body;
}

/// What may stand left of the @ of a Message-ID (RFC 5322, dot-atom), always the same for the same key.
std::string message_name(const std::string& key) {
    const bool is_plain =
        key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
    return is_plain ? key : "k." + to_base64url(key);
}

}  // namespace

Result<std::string> mail_text(const std::string& from, const Message& message, std::chrono::sys_seconds at) {
    if (!is_mail_address(from)) return fail(ErrorCode::kInvalidField, "the sender is not an e-mail address", "from");
    if (!is_mail_address(message.to)) {
        return fail(ErrorCode::kInvalidField, "the recipient is not an e-mail address", "to");
    }
    if (!is_key(message.key)) return fail(ErrorCode::kInvalidField, "the message has no key", "key");
    std::string text;
    const auto add = [&text](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append(kEnd);
    };
    add("Date", mail_date(at));
    add("From", "<" + from + ">");
    add("To", "<" + message.to + ">");
    add("Message-ID", "<" + message_name(message.key) + from.substr(from.rfind('@')) + ">");
    add("Subject", header_text(message.subject));
    add("Auto-Submitted", "auto-generated");  // RFC 3834: nobody's absence is to be told to us
    add("MIME-Version", "1.0");
    add("Content-Type", "text/plain; charset=utf-8");
    add("Content-Transfer-Encoding", "base64");
    return text.append(kEnd).append(body_of(message.text));
}

}  // namespace hotline::notify
