// API tokens: made for some actions and task forces, named, ending at an instant, shown once.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"

namespace hotline::api {
namespace {

using TokenJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr std::size_t kMostScopes = 200;

Result<NewToken> read_new_token(const HttpRequest& request, const Catalogue& catalogue, Instant now) {
    return read<NewToken>(request.body, http::EmptyBody::kRefused, [&](http::Fields& fields, NewToken& made) {
        made.name = fields.required_string("name", {.max_characters = 200, .several_lines = false});
        made.owner = PersonId(text_or_empty(fields, "owner", word()));
        made.scope.actions =
            fields.optional_string_list("actions", kMostScopes, word()).value_or(std::vector<std::string>{});
        for (const std::string& action : made.scope.actions) {
            if (!parse_action(action))
                fields.refuse(ErrorCode::kInvalidField, "actions", "there is no action " + action);
        }
        for (auto& id :
             fields.optional_string_list("task_forces", kMostScopes, word()).value_or(std::vector<std::string>{})) {
            if (!catalogue.task_forces.has(id)) {
                fields.refuse(ErrorCode::kInvalidField, "task_forces", "there is no task force " + id);
            }
            made.scope.task_forces.emplace_back(std::move(id));
        }
        made.expires_at = fields.optional_instant("expires_at");
        if (made.expires_at && *made.expires_at <= now) {
            fields.refuse(ErrorCode::kInvalidField, "expires_at", "must lie ahead");
        }
    });
}

TokenJson token_json(const ApiToken& token, Instant last_used, const date::time_zone& zone) {
    TokenJson task_forces = TokenJson::array();
    for (const TaskForceId& id : token.scope.task_forces) task_forces.push_back(id.value);
    TokenJson json{{"id", token.id},
                   {"name", token.name},
                   {"owner", token.owner.value},
                   {"actions", token.scope.actions},
                   {"task_forces", std::move(task_forces)},
                   {"expires_at", nullptr},
                   {"last_used_at", nullptr}};
    if (token.expires_at) json["expires_at"] = to_rfc3339(*token.expires_at, zone);
    if (last_used != Instant::min()) json["last_used_at"] = to_rfc3339(last_used, zone);
    return json;
}

Awaitable<HttpReply> list_tokens(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {"owner"}); !known) co_return problem(known.error(), request);
    const PersonId owner{std::string(request.query("owner").value_or(person.id.value))};
    const auto configuration = services.installation.configuration;
    const auto known_tokens = tokens_of(*services.installation.roster, owner, person);
    if (!known_tokens) co_return problem(known_tokens.error(), request);
    TokenJson tokens = TokenJson::array();
    for (const ApiToken& token : *known_tokens) {
        const auto used = co_await services.token_use.last_seen(token.id);
        if (!used) co_return problem(used.error(), request);
        tokens.push_back(token_json(token, *used, *configuration->rulebook.service.zone));
    }
    co_return http::ok(TokenJson{{"tokens", std::move(tokens)}}.dump());
}

Awaitable<HttpReply> issue_token(Services& services, const HttpRequest& request, const Person& person) {
    const auto configuration = services.installation.configuration;
    auto asked = read_new_token(request, *configuration->rulebook.catalogue, services.desk.now());
    if (!asked) co_return problem(asked.error(), request);
    const auto issued = co_await services.administration.issue_token(person, *std::move(asked));
    if (!issued) co_return problem(issued.error(), request);
    auto json = token_json(issued->token, Instant::min(), *configuration->rulebook.service.zone);
    json["token"] = issued->secret;
    services.log.info("token_issued",
                      {{"id", issued->token.id}, {"owner", issued->token.owner.value}, {"by", person.id.value}});
    HttpReply reply = http::ok(json.dump());
    reply.status = 201;
    co_return reply;
}

Awaitable<HttpReply> revoke_token(Services& services, const HttpRequest& request, const Person& person) {
    const auto revoked = co_await services.administration.revoke_token(person, std::string(request.path_param("id")));
    if (!revoked) co_return problem(revoked.error(), request);
    services.log.info("token_revoked", {{"id", request.path_param("id")}, {"by", person.id.value}});
    co_return http::no_content();
}

}  // namespace

void add_token_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/tokens", list_tokens);
    add_route(router, services, "POST", "/api/v1/tokens", issue_token);
    add_route(router, services, "DELETE", "/api/v1/tokens/{id}", revoke_token);
}

}  // namespace hotline::api
