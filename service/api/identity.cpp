#include "api/identity.hpp"

#include <algorithm>
#include <array>

namespace hotline::api {
namespace {

using http::HttpRequest;

constexpr std::string_view kBearer = "Bearer ";
// A browser takes a __Host- cookie only over TLS, from this very host, for every path.
constexpr std::string_view kTlsCookie = "__Host-hotline";
constexpr std::string_view kPlainCookie = "hotline";
constexpr std::string_view kTlsLoginCookie = "__Host-hotline-login";
constexpr std::string_view kPlainLoginCookie = "hotline-login";
constexpr std::array<std::string_view, 3> kSafeMethods{"GET", "HEAD", "OPTIONS"};

std::string_view cookie_name(bool tls) { return tls ? kTlsCookie : kPlainCookie; }
std::string_view login_cookie_name(bool tls) { return tls ? kTlsLoginCookie : kPlainLoginCookie; }

std::unexpected<Error> unauthenticated() {
    return fail(ErrorCode::kUnauthenticated,
                "send Authorization: Bearer and your token, or log in with POST /api/v1/session", "Authorization");
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::string_view read_cookie(const HttpRequest& request, std::string_view name) {
    std::string_view rest = request.header("Cookie");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto pair = trimmed(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        if (pair.substr(0, equals) == name) return pair.substr(equals + 1);
    }
    return {};
}

/// A browser says where a request that changes something comes from.
Result<void> check_origin(bool tls, const HttpRequest& request) {
    if (std::ranges::find(kSafeMethods, request.method) != kSafeMethods.end()) return {};
    if (request.header("Origin").empty() && request.header("Sec-Fetch-Site").empty()) {
        return fail(ErrorCode::kForeignOrigin, "with a session's cookie, changes need the Origin header", "Origin");
    }
    return same_origin(tls, request);
}

}  // namespace

Result<Visitor> bearer_of(const Services& services, std::string_view authorization) {
    if (!authorization.starts_with(kBearer)) return unauthenticated();
    auto roster = services.installation.roster;
    const auto* const known = roster->find_by_token(authorization.substr(kBearer.size()));
    if (known == nullptr || (known->expires_at && services.desk.now() >= *known->expires_at)) return unauthenticated();
    return Visitor{std::move(roster), &known->person, known->token_id, ""};
}

Awaitable<Result<Visitor>> session_owner(Services& services, const HttpRequest& request) {
    const auto cookie = read_session_cookie(services.tls, request);
    if (cookie.empty()) co_return unauthenticated();
    if (const auto from_here = check_origin(services.tls, request); !from_here)
        co_return std::unexpected(from_here.error());
    const auto session = co_await services.logins.find(cookie);
    if (!session) {
        if (session.error().code == ErrorCode::kSessionNotFound) co_return unauthenticated();
        co_return std::unexpected(session.error());
    }
    // Looked up after the wait: who was disabled meanwhile is nobody.
    auto roster = services.installation.roster;
    const Person* const person = roster->find(session->person.value);
    if (person == nullptr) co_return unauthenticated();
    co_return Visitor{std::move(roster), person, {}, session->id};
}

std::string session_cookie(bool tls, std::string_view value) {
    std::string cookie(cookie_name(tls));
    cookie.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Strict");
    if (tls) cookie += "; Secure";
    if (value.empty()) cookie += "; Max-Age=0";
    return cookie;
}

std::string login_cookie(bool tls, std::string_view value) {
    std::string cookie(login_cookie_name(tls));
    cookie.append("=").append(value).append("; Path=/; HttpOnly; SameSite=Lax");
    if (tls) cookie += "; Secure";
    const std::chrono::seconds age = value.empty() ? std::chrono::seconds(0) : PendingLogins::kLifetime;
    return cookie + "; Max-Age=" + std::to_string(age.count());
}

std::string_view read_session_cookie(bool tls, const HttpRequest& request) {
    return read_cookie(request, cookie_name(tls));
}

std::string_view read_login_cookie(bool tls, const HttpRequest& request) {
    return read_cookie(request, login_cookie_name(tls));
}

Result<void> same_origin(bool tls, const HttpRequest& request) {
    const std::string_view origin = request.header("Origin");
    const std::string_view site = request.header("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") {
        return fail(ErrorCode::kForeignOrigin, "a page of another site may not do this", "Sec-Fetch-Site");
    }
    if (origin.empty()) return {};
    const auto scheme = origin.find("://");
    const bool same = scheme != std::string_view::npos &&
                      (!tls || http::equal_ignoring_case(origin.substr(0, scheme), "https")) &&
                      http::equal_ignoring_case(origin.substr(scheme + 3), request.header("Host"));
    if (same) return {};
    return fail(ErrorCode::kForeignOrigin, "a page of another site may not do this", "Origin");
}

}  // namespace hotline::api
