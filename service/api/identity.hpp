// Who asks: a bearer token, or the cookie of a session.
#pragma once

#include <string>
#include <string_view>

#include "api/routes.hpp"
#include "http/message.hpp"

namespace hotline::api {

/// Somebody known, as long as the request lasts, whatever changes on the roster meanwhile.
struct Visitor {
    std::shared_ptr<const Roster> roster;
    const Person* person = nullptr;
    std::string_view token;  ///< id of the token; empty for whoever came with a session
    std::string session;     ///< id of the session; empty for whoever came with a token
};

/// kUnauthenticated.
[[nodiscard]] Result<Visitor> bearer_of(const Services& services, std::string_view authorization);
/// kUnauthenticated; kForeignOrigin: a page of another site sent the cookie along; kStoreUnavailable, kTooBusy.
[[nodiscard]] Awaitable<Result<Visitor>> session_owner(Services& services, const http::HttpRequest& request);

/// The browser keeps it from scripts and from other sites. Under TLS it is bound to this host.
[[nodiscard]] std::string session_cookie(bool tls, std::string_view value);

/// Empty: the request has none. Under TLS one that came without the binding to this host could be anybody's.
[[nodiscard]] std::string_view read_session_cookie(bool tls, const http::HttpRequest& request);

/// Ties a log-in by the provider to the browser that began it. Lax: it has to come along when the provider sends the
/// browser back. Empty: it ends.
[[nodiscard]] std::string login_cookie(bool tls, std::string_view value);
[[nodiscard]] std::string_view read_login_cookie(bool tls, const http::HttpRequest& request);

/// kForeignOrigin, where the browser says that the request was made by a page of another site: under TLS also by one of
/// this host that came without it.
[[nodiscard]] Result<void> same_origin(bool tls, const http::HttpRequest& request);

}  // namespace hotline::api
