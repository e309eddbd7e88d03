// Logging in and out, one's own sessions, and the password.
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/login_notes.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"

namespace hotline::api {
namespace {

using SessionJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

http::TextLimits password_text() { return {.max_characters = Logins::kLongestPassword, .several_lines = false}; }

Result<LoginRequest> read_login(const HttpRequest& request) {
    auto login =
        read<LoginRequest>(request.body, http::EmptyBody::kRefused, [](http::Fields& fields, LoginRequest& made) {
            made.person = fields.required_string("person", word());
            made.password = fields.required_string("password", password_text());
            made.new_password = fields.optional_string("new_password", password_text());
        });
    if (login) {
        login->address = request.peer;
        login->agent = agent_of(request);
    }
    return login;
}

SessionJson session_json(const Session& session, const Services& services, std::string_view current) {
    const auto& zone = *services.installation.configuration->rulebook.service.zone;
    return {{"id", session.id},
            {"began_at", to_rfc3339(session.began_at, zone)},
            {"seen_at", to_rfc3339(session.seen_at, zone)},
            {"ends_at", to_rfc3339(services.logins.end_of(session), zone)},
            {"address", session.address},
            {"agent", session.agent},
            {"current", session.id == current}};
}

/// It is there for the day on which nothing else works: whoever uses it is seen.
Awaitable<Result<void>> tell_of_break_glass(Services& services, const HttpRequest& request, PersonId person) {
    services.metrics.break_glass_login();
    services.log.error("break_glass_login",
                       {{"person", person.value}, {"address", request.peer}, {"request_id", request.request_id}});
    co_return co_await services.disclosure.note_break_glass(std::move(person), origin_of(request));
}

Awaitable<HttpReply> log_in(Services& services, const HttpRequest& request) {
    if (const auto same = same_origin(services.tls, request); !same) co_return problem(same.error(), request);
    auto login = read_login(request);
    if (!login) co_return problem(login.error(), request);
    const std::string person = login->person;
    const auto roster = services.installation.roster;
    const auto started = co_await services.logins.log_in(*roster, *std::move(login));
    if (!started) {
        note_refusal(services, request, started.error().code, person);
        co_return problem(started.error(), request);
    }
    if (services.installation.configuration->login.is_break_glass(started->session.person)) {
        const auto told = co_await tell_of_break_glass(services, request, started->session.person);
        if (!told) co_return problem(told.error(), request);
    }
    services.metrics.login("ok");
    note_login(services, request, "login", person);
    co_return http::ok(session_json(started->session, services, started->session.id).dump())
        .with("Set-Cookie", session_cookie(services.tls, started->cookie));
}

Awaitable<HttpReply> log_out(Services& services, const HttpRequest& request, const Visitor& visitor) {
    if (visitor.session.empty()) {
        co_return problem(Error{ErrorCode::kSessionNotFound, "you came with a token, not with a session", "", {}},
                          request);
    }
    const auto ended = co_await services.logins.end(visitor.person->id, visitor.session);
    if (!ended) co_return problem(ended.error(), request);
    note_login(services, request, "logout", visitor.person->id.value);
    co_return http::no_content().with("Set-Cookie", session_cookie(services.tls, ""));
}

Awaitable<HttpReply> list_sessions(Services& services, const HttpRequest& request, const Visitor& visitor) {
    const auto sessions = co_await services.logins.sessions_of(visitor.person->id);
    if (!sessions) co_return problem(sessions.error(), request);
    SessionJson list = SessionJson::array();
    for (const Session& session : *sessions) list.push_back(session_json(session, services, visitor.session));
    co_return http::ok(SessionJson{{"sessions", std::move(list)}}.dump());
}

Awaitable<HttpReply> end_session(Services& services, const HttpRequest& request, const Visitor& visitor) {
    const auto ended = co_await services.logins.end(visitor.person->id, std::string(request.path_param("id")));
    if (!ended) co_return problem(ended.error(), request);
    co_return http::no_content();
}

Awaitable<HttpReply> change_password(Services& services, const HttpRequest& request, const Visitor& visitor) {
    if (visitor.person->scope.limits()) {
        co_return problem(Error{ErrorCode::kForbidden, "a token with limits changes no password", "", {}}, request);
    }
    auto asked =
        read<PasswordChange>(request.body, http::EmptyBody::kRefused, [](http::Fields& fields, PasswordChange& made) {
            made.current = fields.required_string("password", password_text());
            made.wanted = fields.required_string("new_password", password_text());
        });
    if (!asked) co_return problem(asked.error(), request);
    asked->address = request.peer;
    asked->kept_session = visitor.session;
    const auto changed = co_await services.logins.change_password(*visitor.person, *std::move(asked));
    if (!changed) {
        note_login(services, request, "password_refused", visitor.person->id.value);
        co_return problem(changed.error(), request);
    }
    note_login(services, request, "password_changed", visitor.person->id.value);
    co_return http::no_content();
}

}  // namespace

void add_session_routes(http::Router& router, Services& services) {
    router.add("POST", "/api/v1/session",
               [&services](const HttpRequest& request) { return log_in(services, request); });
    add_route(router, services, "DELETE", "/api/v1/session", log_out);
    add_route(router, services, "GET", "/api/v1/sessions", list_sessions);
    add_route(router, services, "DELETE", "/api/v1/sessions/{id}", end_session);
    add_route(router, services, "POST", "/api/v1/me/password", change_password);
}

}  // namespace hotline::api
