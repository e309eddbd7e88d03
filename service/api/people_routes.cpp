// People and their roles. Nobody is ever deleted: who has left is disabled and keeps the name.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/web_address.hpp"
#include "domain/canary.hpp"

namespace hotline::api {
namespace {

using PersonJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr std::size_t kMostRoles = 20;
constexpr std::size_t kMostTaskForces = 200;

/// To whom a log-in belongs is for those who link them.
PersonJson person_json(const OnRoster<Account>& entry, const Person& viewer) {
    const auto& [account, revision] = entry;
    PersonJson roles = PersonJson::array();
    for (const Role role : account.person.roles) roles.push_back(to_string(role));
    PersonJson task_forces = PersonJson::array();
    for (const TaskForceId& id : account.person.task_forces) task_forces.push_back(id.value);
    PersonJson json{{"id", account.person.id.value}, {"name", account.person.name},
                    {"roles", std::move(roles)},     {"task_forces", std::move(task_forces)},
                    {"disabled", account.disabled},  {"revision", revision}};
    if (viewer.administers()) {
        json["subject"] = account.subject.empty() ? PersonJson(nullptr) : PersonJson(account.subject);
    }
    return json;
}

HttpReply person_reply(const OnRoster<Account>& entry, const Person& viewer) {
    return http::ok(person_json(entry, viewer).dump()).etag(entry.revision);
}

std::optional<std::vector<Role>> read_roles(http::Fields& fields) {
    const auto names = fields.optional_string_list("roles", kMostRoles, word());
    if (!names) return std::nullopt;
    std::vector<Role> roles;
    for (const std::string& name : *names) {
        const auto role = parse_role(name);
        if (!role || *role == Role::kSystem) {
            fields.refuse(ErrorCode::kInvalidField, "roles", "there is no role " + name);
        } else if (std::ranges::find(roles, *role) == roles.end()) {
            roles.push_back(*role);
        }
    }
    if (names->empty()) fields.refuse(ErrorCode::kInvalidField, "roles", "a person has at least one role");
    return roles;
}

std::optional<std::vector<TaskForceId>> read_task_forces(http::Fields& fields, const Catalogue& catalogue) {
    const auto names = fields.optional_string_list("task_forces", kMostTaskForces, word());
    if (!names) return std::nullopt;
    std::vector<TaskForceId> ids;
    for (const std::string& name : *names) {
        if (!catalogue.task_forces.has(name)) {
            fields.refuse(ErrorCode::kInvalidField, "task_forces", "there is no task force " + name);
        }
        ids.emplace_back(name);
    }
    return ids;
}

Result<Account> read_new_person(const HttpRequest& request, const Catalogue& catalogue) {
    return read<Account>(request.body, http::EmptyBody::kRefused, [&](http::Fields& fields, Account& account) {
        account.person.id = PersonId(fields.required_string("id", word()));
        if (!account.person.id.empty() && !is_person_id(account.person.id.value)) {
            fields.refuse(ErrorCode::kInvalidField, "id", "letters, digits, '_', '-' and '.'");
        }
        if (is_reserved(account.person.id)) fields.refuse(ErrorCode::kInvalidField, "id", "this is the service itself");
        account.person.name = fields.required_string("name", line());
        const auto roles = read_roles(fields);
        if (!roles) fields.refuse(ErrorCode::kMissingField, "roles", "a person has at least one role");
        account.person.roles = roles.value_or(std::vector<Role>{});
        account.person.task_forces = read_task_forces(fields, catalogue).value_or(std::vector<TaskForceId>{});
    });
}

/// Issuer and subject; null unlinks. A break-glass account is nobody to a provider.
std::optional<std::string> read_subject(http::Fields& fields, bool break_glass) {
    auto subject = fields.optional_string("subject", {.max_characters = 500, .several_lines = false});
    if (!subject) return fields.is_null("subject") ? std::optional<std::string>("") : std::nullopt;
    const auto space = subject->find(' ');
    if (!is_safe_address(subject->substr(0, space)) || space == std::string::npos || space + 1 == subject->size()) {
        fields.refuse(ErrorCode::kInvalidField, "subject", "the provider's issuer, a space, and its `sub`");
    }
    if (break_glass) fields.refuse(ErrorCode::kInvalidField, "subject", "a break-glass account is linked to nobody");
    return subject;
}

Result<AccountChange> read_change(const HttpRequest& request, const Configuration& configuration) {
    const Catalogue& catalogue = *configuration.rulebook.catalogue;
    const PersonId whose{std::string(request.path_param("id"))};
    return read<AccountChange>(
        request.body, http::EmptyBody::kRefused, [&](http::Fields& fields, AccountChange& change) {
            change.name = fields.optional_string("name", {.max_characters = 200, .several_lines = false});
            change.roles = read_roles(fields);
            change.task_forces = read_task_forces(fields, catalogue);
            change.disabled = fields.optional_bool("disabled");
            change.subject = read_subject(fields, configuration.login.is_break_glass(whose));
        });
}

Awaitable<HttpReply> list_people(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {"task_force"}); !known) co_return problem(known.error(), request);
    const auto wanted = request.query("task_force");
    const auto roster = services.installation.roster;
    PersonJson people = PersonJson::array();
    for (const auto& [id, entry] : roster->accounts()) {
        const bool asked = !wanted || entry.what.person.belongs_to(TaskForceId(std::string(*wanted)));
        if (asked && may_see(entry.what, person)) people.push_back(person_json(entry, person));
    }
    co_return http::ok(PersonJson{{"people", std::move(people)}}.dump());
}

Awaitable<HttpReply> read_person(Services& services, const HttpRequest& request, const Person& person) {
    const auto roster = services.installation.roster;
    const auto found = roster->accounts().find(request.path_param("id"));
    if (found == roster->accounts().end() || !may_see(found->second.what, person)) {
        co_return problem(
            Error{ErrorCode::kPersonNotFound, "there is nobody of that id, or you may not see them", "", {}}, request);
    }
    co_return person_reply(found->second, person);
}

Awaitable<HttpReply> add_person(Services& services, const HttpRequest& request, const Person& person) {
    auto account = read_new_person(request, *services.installation.configuration->rulebook.catalogue);
    if (!account) co_return problem(account.error(), request);
    const auto added = co_await services.administration.add(person, *std::move(account));
    if (!added) co_return problem(added.error(), request);
    auto reply = person_reply(*added, person);
    reply.status = 201;
    co_return std::move(reply).with("Location", "/api/v1/people/" + added->what.person.id.value);
}

Awaitable<HttpReply> change_person(Services& services, const HttpRequest& request, const Person& person) {
    const auto seen = if_match(request);
    if (!seen) co_return problem(seen.error(), request);
    auto change = read_change(request, *services.installation.configuration);
    if (!change) co_return problem(change.error(), request);
    const PersonId id{std::string(request.path_param("id"))};
    const bool ends = change->disabled.value_or(false) || change->subject.has_value();
    const auto changed = co_await services.administration.change(person, id, *seen, *std::move(change));
    if (!changed) co_return problem(changed.error(), request);
    if (ends) {
        const auto ended = co_await services.logins.end_all(id);
        if (!ended) co_return problem(ended.error(), request);
    }
    co_return person_reply(*changed, person);
}

Awaitable<HttpReply> reset_password(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto empty = no_body(request); !empty) co_return problem(empty.error(), request);
    const auto whose = password_to_reset(*services.installation.roster, request.path_param("id"), person);
    if (!whose) co_return problem(whose.error(), request);
    const auto password = co_await services.logins.reset_password(*whose);
    if (!password) co_return problem(password.error(), request);
    services.log.info("password_reset", {{"person", whose->value}, {"by", person.id.value}});
    co_return http::ok(PersonJson{{"one_time_password", *password}}.dump());
}

}  // namespace

void add_people_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/people", list_people);
    add_route(router, services, "POST", "/api/v1/people", add_person);
    add_route(router, services, "GET", "/api/v1/people/{id}", read_person);
    add_route(router, services, "PATCH", "/api/v1/people/{id}", change_person);
    add_route(router, services, "POST", "/api/v1/people/{id}/reset-password", reset_password);
}

}  // namespace hotline::api
