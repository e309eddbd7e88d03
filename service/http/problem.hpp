// Errors as RFC 9457 problem documents: the only form in which a failure leaves the service.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace hotline::http {

/// {"type":"/problems/<code>","title","status","code","detail","field"?,"request_id", … the error's context}, with the
/// headers that the status asks for: Retry-After (503), WWW-Authenticate (401), Allow (405, from the context's
/// "allow").
[[nodiscard]] HttpReply problem(const Error& error, std::string_view request_id);
[[nodiscard]] HttpReply problem(const Error& error, const HttpRequest& request);

}  // namespace hotline::http
