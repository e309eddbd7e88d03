#include "api/login_notes.hpp"

#include "http/fields.hpp"

namespace hotline::api {
namespace {

constexpr std::size_t kAgentBytes = 200;

std::string_view result_of(ErrorCode why) {
    if (why == ErrorCode::kTooManyTries) return "too_many_tries";
    return why == ErrorCode::kProviderUnavailable ? "provider_unavailable" : "refused";
}

}  // namespace

void note_login(const Services& services, const http::HttpRequest& request, std::string_view event,
                const std::string& person) {
    const bool known = services.installation.roster->accounts().contains(person);
    services.log.info(
        event, {{"person", known ? person : "unknown"}, {"address", request.peer}, {"request_id", request.request_id}});
}

void note_refusal(const Services& services, const http::HttpRequest& request, ErrorCode why,
                  const std::string& person) {
    services.metrics.login(result_of(why));
    note_login(services, request, "login_refused", person);
}

std::string agent_of(const http::HttpRequest& request) {
    const auto agent = request.header("User-Agent").substr(0, kAgentBytes);
    return http::text_fault(agent, {.may_be_blank = true, .several_lines = false}).empty() ? std::string(agent) : "";
}

}  // namespace hotline::api
