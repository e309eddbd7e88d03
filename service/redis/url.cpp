#include "redis/url.hpp"

#include <charconv>
#include <optional>

namespace hotline::redis {
namespace {

constexpr int kHex = 16;

bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.front() != '%') {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        unsigned byte = 0;
        if (text.size() < 3) return std::nullopt;
        const auto [end, error] = std::from_chars(text.data() + 1, text.data() + 3, byte, kHex);
        if (error != std::errc{} || end != text.data() + 3) return std::nullopt;
        out += static_cast<char>(byte);
        text.remove_prefix(3);
    }
    return out;
}

bool read_credentials(std::string_view text, LinkSettings& settings) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return false;  // a user without a password cannot log in
    auto username = percent_decoded(text.substr(0, colon));
    auto password = percent_decoded(text.substr(colon + 1));
    if (!username || !password || password->empty()) return false;
    settings.username = std::move(*username);
    settings.password = std::move(*password);
    return true;
}

bool read_port(std::string_view text, std::uint16_t& port) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port != 0;
}

bool read_address(std::string_view text, Endpoint& endpoint) {
    std::string_view host;
    std::string_view rest;
    if (take_prefix(text, "[")) {
        const auto bracket = text.find(']');
        if (bracket == std::string_view::npos) return false;
        host = text.substr(0, bracket);
        rest = text.substr(bracket + 1);
    } else {
        host = text.substr(0, text.find(':'));
        rest = text.substr(host.size());
    }
    if (host.empty()) return false;
    endpoint.host = host;
    return rest.empty() || (take_prefix(rest, ":") && read_port(rest, endpoint.port));
}

Result<LinkSettings> refused(std::string detail) { return fail(ErrorCode::kBadConfiguration, std::move(detail)); }

}  // namespace

Result<LinkSettings> parse_url(std::string_view url) {
    LinkSettings settings;
    if (take_prefix(url, "unix://") || take_prefix(url, "unix:")) {
        if (!url.starts_with('/'))
            return refused("the Redis URL must name an absolute path: unix:///path/to/redis.sock");
        settings.endpoint.unix_path = url;
        return settings;
    }
    if (take_prefix(url, "rediss://")) {
        settings.tls.enabled = true;
    } else if (!take_prefix(url, "redis://")) {
        return refused("the Redis URL must begin with redis://, rediss:// or unix://");
    }
    if (const auto slash = url.find('/'); slash != std::string_view::npos) {
        const auto database = url.substr(slash + 1);
        if (!database.empty() && database != "0") return refused("only database 0 of Redis can be used");
        url = url.substr(0, slash);
    }
    if (const auto at = url.rfind('@'); at != std::string_view::npos) {
        if (!read_credentials(url.substr(0, at), settings)) {
            return refused(
                "user and password of the Redis URL must be written user:password@ or :password@, percent-encoded");
        }
        url = url.substr(at + 1);
    }
    if (!read_address(url, settings.endpoint))
        return refused("the Redis URL must name a host, and a port from 1 to 65535");
    return settings;
}

}  // namespace hotline::redis
