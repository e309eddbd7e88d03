// The request target (RFC 9112 §3.2): path and query, strictly decoded.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "http/message.hpp"

namespace hotline::http {

/// Fills `path` and `query_params` of the request. Takes the origin form ("/a?b=c"), the absolute form, whose authority
/// is ignored, and "*" (for OPTIONS). kBadRequest: another form, a bad percent-encoding, a control character, an
/// encoded slash, a dot segment or a query parameter given twice. kBadUtf8: what it decodes to is not UTF-8.
[[nodiscard]] Result<void> read_target(std::string_view target, HttpRequest& request);

}  // namespace hotline::http
