// The SLA profile in force, its history, and the switch to another one.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"
#include "http/fields.hpp"
#include "http/json.hpp"

namespace hotline::api {
namespace {

using Json = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

Json switch_json(const ProfileSwitch& entry, const date::time_zone& zone) {
    return {{"revision", entry.revision},
            {"profile", entry.profile},
            {"by", entry.by.value},
            {"at", to_rfc3339(entry.at, zone)},
            {"reason", entry.reason}};
}

HttpReply profile_reply(const std::vector<ProfileSwitch>& history, const Configuration& configuration) {
    Json profiles = Json::array();
    for (const SlaProfile& profile : configuration.profiles) {
        profiles.push_back({{"id", profile.id}, {"name_zh", profile.name.zh}, {"name_en", profile.name.en}});
    }
    Json switches = Json::array();
    for (const ProfileSwitch& entry : history) {
        switches.push_back(switch_json(entry, *configuration.rulebook.service.zone));
    }
    const Revision revision = history.empty() ? 0 : history.front().revision;
    const std::string& current = history.empty() ? configuration.default_profile : history.front().profile;
    return http::ok(Json{{"profile", current},
                         {"revision", revision},
                         {"profiles", std::move(profiles)},
                         {"history", std::move(switches)}}
                        .dump())
        .etag(revision);
}

Awaitable<HttpReply> read_profile(Services& services, const HttpRequest& request, const Person& /*person*/) {
    const auto configuration = services.installation.configuration;
    const auto history = co_await services.profiles.history();
    if (!history) co_return problem(history.error(), request);
    co_return profile_reply(*history, *configuration);
}

Result<SwitchRequest> read_switch(const HttpRequest& request, const Configuration& configuration) {
    const auto json = http::parse_json_object(request.body, http::EmptyBody::kRefused);
    if (!json) return std::unexpected(json.error());
    http::Fields fields(*json);
    SwitchRequest asked;
    asked.profile = fields.required_string("profile", {.max_characters = 64, .several_lines = false});
    asked.reason = fields.required_string("reason", {.max_characters = 200, .several_lines = false});
    if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
    if (std::ranges::find(configuration.profiles, asked.profile, &SlaProfile::id) == configuration.profiles.end()) {
        return fail(ErrorCode::kInvalidField, "there is no such profile", "/profile");
    }
    return asked;
}

Result<Revision> revision_seen(const HttpRequest& request) {
    const auto tag = if_match(request);
    if (!tag) return std::unexpected(tag.error());
    const std::optional<Revision>& revision = *tag;
    if (revision) return *revision;
    return fail(ErrorCode::kPreconditionRequired, "send the ETag of the profile you have read", "If-Match");
}

Awaitable<HttpReply> switch_profile(Services& services, const HttpRequest& request, const Person& person) {
    const auto configuration = services.installation.configuration;
    const auto seen = revision_seen(request);
    if (!seen) co_return problem(seen.error(), request);
    auto asked = read_switch(request, *configuration);
    if (!asked) co_return problem(asked.error(), request);
    const auto switched = co_await services.profiles.switch_to(person, *seen, *std::move(asked));
    if (!switched) co_return problem(switched.error(), request);
    const auto history = co_await services.profiles.history();
    if (!history) co_return profile_reply({*switched}, *configuration);
    co_return profile_reply(*history, *configuration);
}

}  // namespace

void add_profile_routes(http::Router& router, Services& services) {
    add_route(router, services, "GET", "/api/v1/profile", read_profile);
    add_route(router, services, "POST", "/api/v1/profile", switch_profile);
}

}  // namespace hotline::api
