// What the log says of log-ins, however they come about.
#pragma once

#include <string>
#include <string_view>

#include "api/routes.hpp"
#include "http/message.hpp"

namespace hotline::api {

/// Whether it succeeded or not is on record; a name that does not exist may be a password in the wrong field.
void note_login(const Services& services, const http::HttpRequest& request, std::string_view event,
                const std::string& person);

/// Counts it by how it was refused, and puts it on record.
void note_refusal(const Services& services, const http::HttpRequest& request, ErrorCode why, const std::string& person);

/// What the browser calls itself, if it can be shown to people.
[[nodiscard]] std::string agent_of(const http::HttpRequest& request);

}  // namespace hotline::api
