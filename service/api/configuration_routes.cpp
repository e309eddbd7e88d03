// The configuration in force, its reload, and who one is.
#include <nlohmann/json.hpp>

#include "api/configuration_json.hpp"
#include "api/handlers.hpp"
#include "api/routes.hpp"

namespace hotline::api {
namespace {

using http::HttpReply;
using http::HttpRequest;
using http::problem;

Awaitable<HttpReply> read_configuration(Services& services, const HttpRequest& /*request*/, const Person& /*person*/) {
    co_return http::ok(configuration_json(*services.installation.configuration).dump());
}

Json list_of(const ConfigurationErrors& errors) {
    Json list = Json::array();
    for (const ConfigurationError& error : errors) {
        list.push_back({{"file", error.file}, {"line", error.line}, {"message", error.message}});
    }
    return list;
}

HttpReply refused(const ConfigurationErrors& errors, const HttpRequest& request) {
    HttpReply reply =
        problem(Error{ErrorCode::kBadConfiguration, "the running configuration stays; see errors", "", {}}, request);
    Json body = Json::parse(reply.body);
    body["errors"] = list_of(errors);
    reply.body = body.dump();
    return reply;
}

Awaitable<HttpReply> reload(Services& services, const HttpRequest& request, const Person& person) {
    if (!person.administers()) {
        co_return problem(Error{ErrorCode::kForbidden, "reloading the configuration is for: admin", "", {}}, request);
    }
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    const auto reloaded = co_await services.reload();
    if (!reloaded) co_return refused(reloaded.error(), request);
    co_return http::ok(
        Json{{"version", reloaded->version}, {"changed", reloaded->changed}, {"warnings", list_of(reloaded->warnings)}}
            .dump());
}

Awaitable<HttpReply> read_me(Services& /*services*/, const HttpRequest& /*request*/, const Person& person) {
    Json roles = Json::array();
    for (const Role role : person.roles) roles.push_back(to_string(role));
    Json task_forces = Json::array();
    for (const TaskForceId& id : person.task_forces) task_forces.push_back(id.value);
    co_return http::ok(Json{{"id", person.id.value},
                            {"name", person.name},
                            {"roles", std::move(roles)},
                            {"task_forces", std::move(task_forces)}}
                           .dump());
}

}  // namespace

void add_configuration_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/configuration", read_configuration);
    add_route(router, services, "POST", "/api/v1/configuration/reload", reload);
    add_route(router, services, "GET", "/api/v1/me", read_me);
}

}  // namespace hotline::api
