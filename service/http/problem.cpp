#include "http/problem.hpp"

#include <algorithm>
#include <array>

#include "telemetry/json_text.hpp"

namespace hotline::http {

namespace {

using telemetry::append_json_string;

void append_member(std::string& json, std::string_view name, std::string_view value) {
    json += ',';
    append_json_string(json, name);
    json += ':';
    append_json_string(json, value);
}

// Members of the document itself: context must not be able to say another status than the reply has.
bool is_own_member(std::string_view name) {
    static constexpr std::array<std::string_view, 7> kOwn{"type",   "title", "status",    "code",
                                                          "detail", "field", "request_id"};
    return std::ranges::find(kOwn, name) != kOwn.end();
}

std::string document(const Error& error, const Problem& known, std::string_view request_id) {
    std::string json = R"({"type":"/problems/)";
    json.append(known.code).append("\",\"status\":").append(std::to_string(known.status));
    append_member(json, "title", known.title);
    append_member(json, "code", known.code);
    append_member(json, "detail", error.detail);
    if (!error.field.empty()) append_member(json, "field", error.field);
    append_member(json, "request_id", request_id);
    for (const auto& [name, value] : error.context) {
        if (!is_own_member(name)) append_member(json, name, value);
    }
    json += '}';
    return json;
}

void add_status_headers(HttpReply& reply, const Error& error) {
    switch (reply.status) {
        case 401: reply.headers.emplace_back("WWW-Authenticate", "Bearer"); return;
        case 503: reply.headers.emplace_back("Retry-After", "1"); return;
        case 405:
        case 429: break;
        default: return;
    }
    for (const auto& [name, value] : error.context) {
        if (name == "allow") reply.headers.emplace_back("Allow", value);
        if (name == "retry_after") reply.headers.emplace_back("Retry-After", value);
    }
}

}  // namespace

HttpReply problem(const Error& error, std::string_view request_id) {
    const auto& known = problem_of(error.code);
    HttpReply reply{
        .status = known.status, .content_type = std::string(kProblemType), .body = document(error, known, request_id)};
    add_status_headers(reply, error);
    return reply;
}

HttpReply problem(const Error& error, const HttpRequest& request) { return problem(error, request.request_id); }

}  // namespace hotline::http
