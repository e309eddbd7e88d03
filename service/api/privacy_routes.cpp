// Showing a caller for a reason, and who was shown whom.
#include <nlohmann/json.hpp>

#include "api/handlers.hpp"
#include "api/request_reading.hpp"
#include "api/routes.hpp"
#include "base/instant.hpp"
#include "domain/privacy.hpp"

namespace hotline::api {
namespace {

using AccessJson = nlohmann::ordered_json;

using http::HttpReply;
using http::HttpRequest;
using http::problem;

constexpr std::size_t kAccessesPerPage = 100;

AccessJson revealed_json(const Caller& caller) {
    AccessJson json{{"phone", nullptr}, {"name", caller.name}, {"address", caller.address}};
    if (!caller.phone.empty()) json["phone"] = caller.phone.e164();
    return json;
}

struct Revelation {
    std::string reason;
};

Awaitable<HttpReply> reveal_caller(Services& services, const HttpRequest& request, const Person& person) {
    const auto number = TicketNumber::parse(request.path_param("number"));
    if (!number) co_return problem(number.error(), request);
    auto asked = read<Revelation>(request.body, http::EmptyBody::kRefused, [](http::Fields& fields, Revelation& made) {
        made.reason = fields.required_string("reason", {.max_characters = 200, .several_lines = false});
    });
    if (!asked) co_return problem(asked.error(), request);
    const auto ticket =
        co_await services.disclosure.reveal(person, *number, std::move(asked->reason), origin_of(request));
    if (!ticket) co_return problem(ticket.error(), request);
    services.metrics.caller_revealed();
    services.log.info("caller_revealed", {{"ticket", number->text()},
                                          {"by", person.id.value},
                                          {"address", request.peer},
                                          {"request_id", request.request_id}});
    AccessJson further = AccessJson::array();
    for (const FurtherCaller& other : ticket->further_callers) {
        if (sight_of(other.caller, *ticket, person) == Sight::kHidden) continue;
        further.push_back({{"number", other.merged_ticket.text()}, {"caller", revealed_json(other.caller)}});
    }
    co_return http::ok(
        AccessJson{{"caller", revealed_json(ticket->caller)}, {"further_callers", std::move(further)}}.dump());
}

AccessJson access_json(const Access& access, const date::time_zone& zone) {
    AccessJson json{{"id", access.id},
                    {"what", access.what},
                    {"by", access.by.value},
                    {"ticket", nullptr},
                    {"reason", access.reason},
                    {"address", access.address},
                    {"request_id", access.request},
                    {"at", to_rfc3339(access.at, zone)}};
    if (!access.ticket.empty()) json["ticket"] = access.ticket;
    return json;
}

/// As Redis writes them: "1650245400000-0". Before 0-0 there can be nothing, and Redis refuses to look.
bool is_access_id(std::string_view text) {
    const auto dash = text.find('-');
    const auto digits = [](std::string_view part) {
        return !part.empty() && part.size() <= 19 && part.find_first_not_of("0123456789") == std::string_view::npos;
    };
    return dash != std::string_view::npos && text.find_first_of("123456789") != std::string_view::npos &&
           digits(text.substr(0, dash)) && digits(text.substr(dash + 1));
}

Awaitable<HttpReply> list_access(Services& services, const HttpRequest& request, const Person& person) {
    if (const auto known = only_parameters(request, {"before"}); !known) co_return problem(known.error(), request);
    std::optional<std::string> before;
    if (const auto given = request.query("before")) {
        if (!is_access_id(*given)) {
            co_return problem(Error{ErrorCode::kInvalidField, "must be the id of an entry", "before", {}}, request);
        }
        before = std::string(*given);
    }
    const auto configuration = services.installation.configuration;
    const auto entries = co_await services.disclosure.log(person, std::move(before), kAccessesPerPage);
    if (!entries) co_return problem(entries.error(), request);
    AccessJson list = AccessJson::array();
    for (const Access& access : *entries) list.push_back(access_json(access, *configuration->rulebook.service.zone));
    co_return http::ok(AccessJson{{"accesses", std::move(list)}}.dump());
}

}  // namespace

void add_privacy_routes(http::Router& router, Services& services) {
    add_route(router, services, "POST", "/api/v1/tickets/{number}/reveal", reveal_caller);
    add_route(router, services, "GET", "/api/v1/audit/access", list_access);
}

}  // namespace hotline::api
