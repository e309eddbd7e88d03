// How the readers of request bodies are written: limits of texts, and one body as one request.
#pragma once

#include <string>
#include <string_view>

#include "http/fields.hpp"
#include "http/json.hpp"

namespace hotline::api {

inline http::TextLimits word() { return {.max_characters = 64, .several_lines = false}; }
inline http::TextLimits line() { return {.max_characters = 200, .may_be_blank = true, .several_lines = false}; }
inline http::TextLimits up_to(int characters) { return {.max_characters = static_cast<std::size_t>(characters)}; }
inline http::TextLimits blank_up_to(int characters) {
    return {.max_characters = static_cast<std::size_t>(characters), .may_be_blank = true};
}

inline std::string text_or_empty(http::Fields& fields, std::string_view name, http::TextLimits limits) {
    return fields.optional_string(name, limits).value_or("");
}

/// Reads one request: `fill` takes the members, the first error of anything in it is the answer.
template <class Request, class Fill>
Result<Request> read(std::string_view body, http::EmptyBody empty, Fill fill) {
    const auto json = http::parse_json_object(body, empty);
    if (!json) return std::unexpected(json.error());
    http::Fields fields(*json);
    Request request{};
    fill(fields, request);
    if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
    return request;
}

}  // namespace hotline::api
