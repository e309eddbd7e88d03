#include "desk/message_link.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <vector>

namespace hotline {
namespace {

constexpr std::string_view kPurpose = "link of a message";

std::string signature_of(const KeyedHash& hash, std::string_view content) {
    return to_base64url(hash.hash(kPurpose, content));
}

bool same(std::string_view one, std::string_view other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::vector<std::string_view> split(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0;;) {
        const auto bar = text.find('|', from);
        parts.push_back(text.substr(from, bar - from));
        if (bar == std::string_view::npos) return parts;
        from = bar + 1;
    }
}

long long number_of(std::string_view text) {
    long long number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

std::string sign_link(const KeyedHash& hash, const MessageLink& link) {
    const auto content = fmt::format("{}|{}|{}|{}", link.number.text(), link.revision,
                                     link.expires.time_since_epoch().count(), link.person.value);
    return to_base64url(content) + "." + signature_of(hash, content);
}

Result<MessageLink> read_link(const KeyedHash& hash, std::string_view token, Instant now) {
    const auto refuse = [] { return fail(ErrorCode::kLinkExpired, "it was used, is too old, or is not complete"); };
    const auto dot = token.find('.');
    if (dot == std::string_view::npos) return refuse();
    const std::string content = from_base64url(token.substr(0, dot));
    if (content.empty() || !same(signature_of(hash, content), token.substr(dot + 1))) return refuse();
    const auto parts = split(content);
    const auto number = TicketNumber::parse(std::string(parts.at(0)));
    if (!number || parts.size() != 4) return refuse();
    const Instant expires{std::chrono::milliseconds(number_of(parts[2]))};
    if (expires <= now) return refuse();
    return MessageLink{*number, number_of(parts[1]), PersonId(std::string(parts[3])), expires};
}

}  // namespace hotline
