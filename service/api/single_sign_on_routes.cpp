// Logging in by the provider: a browser is sent there and comes back (OpenID Connect, authorization code with PKCE).
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/login_notes.hpp"
#include "api/routes.hpp"
#include "base/random_token.hpp"
#include "http/fields.hpp"

namespace hotline::api {
namespace {

using OptionsJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr std::size_t kLongestReturn = 500;

std::unexpected<Error> not_set_up() {
    return fail(ErrorCode::kRouteNotFound, "no log-in provider is set up: log in with POST /api/v1/session");
}

std::unexpected<Error> expired() {
    return fail(ErrorCode::kLoginExpired, "begin again at /api/v1/session/oidc, with cookies allowed");
}

/// A page of somewhere else must not be able to use up an address's tries by loading an image.
Result<void> opened_by_a_person(const HttpRequest& request) {
    const auto says = [&](std::string_view header, std::string_view wanted) {
        const auto value = request.header(header);
        return value.empty() || value == wanted;
    };
    if (says("Sec-Fetch-Mode", "navigate") && says("Sec-Fetch-Dest", "document")) return {};
    return fail(ErrorCode::kForeignOrigin, "open this address in the browser's window", "Sec-Fetch-Dest");
}

/// A path of this very host: a link in somebody's mail must not end elsewhere.
Result<std::string> return_path(const HttpRequest& request) {
    const auto path = request.query("return_to").value_or("/");
    const bool plain = std::ranges::all_of(path, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
    if (plain && path.size() <= kLongestReturn && path.starts_with('/') && !path.starts_with("//")) {
        return std::string(path);
    }
    return fail(ErrorCode::kInvalidField, "must be a path on this host, as in /tickets", "return_to");
}

HttpReply sent_to(std::string address) {
    return HttpReply{.status = 302, .headers = {{"Location", std::move(address)}}};
}

Awaitable<Result<HttpReply>> begin(Services& services, const HttpRequest& request) {
    const auto provider = services.provider;
    if (!provider) co_return not_set_up();
    if (const auto known = only_parameters(request, {"return_to"}); !known) co_return std::unexpected(known.error());
    if (const auto opened = opened_by_a_person(request); !opened) co_return std::unexpected(opened.error());
    const auto path = return_path(request);
    if (!path) co_return std::unexpected(path.error());
    if (const auto counted = co_await services.logins.count_begun(request.peer); !counted) {
        co_return std::unexpected(counted.error());
    }
    const auto begun = co_await provider->begin();
    if (!begun) co_return std::unexpected(begun.error());
    const std::string cookie = random_token();
    const auto kept = co_await services.pending_logins.put(
        begun->state, {provider->registration().issuer, begun->nonce, begun->verifier, token_digest(cookie), *path});
    if (!kept) co_return std::unexpected(kept.error());
    co_return sent_to(begun->address).with("Set-Cookie", login_cookie(services.tls, cookie));
}

/// What this browser began, which nobody else may end.
Awaitable<Result<PendingLogin>> begun_here(Services& services, const HttpRequest& request, const std::string& issuer) {
    const auto state = request.query("state");
    const auto cookie = read_login_cookie(services.tls, request);
    if (!state || cookie.empty()) co_return expired();
    const std::string browser = token_digest(cookie);
    auto pending = co_await services.pending_logins.take(std::string(*state));
    if (!pending) co_return pending;
    if (pending->browser != browser || pending->issuer != issuer) co_return expired();
    co_return pending;
}

/// The provider's answer, where it is one (RFC 6749, 4.1.2; RFC 9207).
Result<std::string> code_of(const HttpRequest& request, const std::string& issuer) {
    if (request.query("iss").value_or(issuer) != issuer) {
        return fail(ErrorCode::kLoginRejected, "the answer is of another provider", "iss");
    }
    if (request.query("error")) {
        return fail(ErrorCode::kLoginRejected, "the provider has not logged you in, or you have cancelled", "error");
    }
    const auto code = request.query("code").value_or("");
    if (code.empty()) return fail(ErrorCode::kLoginRejected, "the provider's answer has no code", "code");
    return std::string(code);
}

/// Whoever is not let in has to be able to say who they are to the provider: an administrator needs it to link them.
Error with_subject(Error error, const std::string& subject) {
    if (error.code == ErrorCode::kNotLinked) error.context.emplace_back("subject", subject);
    return error;
}

/// Empty for what no name here may be: nobody is kept out for it.
std::string shown_name(const std::string& name) {
    return http::text_fault(name, {.max_characters = 200, .several_lines = false}).empty() ? name : "";
}

Awaitable<Result<PersonId>> admit(Services& services, const oidc::Identity& who) {
    const auto configuration = services.installation.configuration;
    const auto& rules = configuration->login;
    if (!rules.provider) co_return not_set_up();  // taken away meanwhile
    const auto admitted = co_await services.administration.admit(
        {who.subject, who.person, shown_name(who.name), rules.provider->grant_of(who.groups)}, {configuration, &rules});
    if (!admitted) co_return std::unexpected(with_subject(admitted.error(), who.subject));
    co_return admitted;
}

Awaitable<Result<HttpReply>> come_back(Services& services, const HttpRequest& request) {
    const auto provider = services.provider;
    if (!provider) co_return not_set_up();
    if (const auto opened = opened_by_a_person(request); !opened) co_return std::unexpected(opened.error());
    if (const auto counted = co_await services.logins.count_returned(request.peer); !counted) {
        co_return std::unexpected(counted.error());
    }
    const std::string issuer = provider->registration().issuer;
    const auto pending = co_await begun_here(services, request, issuer);
    if (!pending) co_return std::unexpected(pending.error());
    auto code = code_of(request, issuer);
    if (!code) co_return std::unexpected(code.error());
    const auto who = co_await provider->finish({*std::move(code), pending->nonce, pending->verifier});
    if (!who) co_return std::unexpected(who.error());
    const auto person = co_await admit(services, *who);
    if (!person) co_return std::unexpected(person.error());
    const auto started = co_await services.logins.start(*person, request.peer, agent_of(request));
    if (!started) co_return std::unexpected(started.error());
    if (const auto counted = co_await services.logins.count_succeeded(request.peer); !counted) {
        co_return std::unexpected(counted.error());
    }
    services.metrics.login("ok");
    note_login(services, request, "login", person->value);
    co_return sent_to(pending->return_to)
        .with("Set-Cookie", session_cookie(services.tls, started->cookie))
        .with("Set-Cookie", login_cookie(services.tls, ""));
}

using Step = Awaitable<Result<HttpReply>> (*)(Services&, const HttpRequest&);

http::Handler noting_refusals(Services& services, Step step) {
    return [&services, step](const HttpRequest& request) -> Awaitable<HttpReply> {
        const auto reply = co_await step(services, request);
        if (reply) co_return *reply;
        if (services.provider) note_refusal(services, request, reply.error().code, "");
        co_return problem(reply.error(), request);
    };
}

/// For the page on which somebody logs in.
HttpReply options(const Services& services) {
    const auto& rules = services.installation.configuration->login;
    return http::ok(OptionsJson{{"passwords", rules.passwords_for_everyone ? "everyone" : "break_glass"},
                                {"oidc", rules.provider.has_value()}}
                        .dump());
}

}  // namespace

void add_single_sign_on_routes(http::Router& router, Services& services) {
    router.add("GET", "/api/v1/session/oidc", noting_refusals(services, begin));
    router.add("GET", "/api/v1/session/oidc/callback", noting_refusals(services, come_back));
    router.add("GET", "/api/v1/login-options",
               [&services](const HttpRequest&) -> Awaitable<HttpReply> { co_return options(services); });
}

}  // namespace hotline::api
