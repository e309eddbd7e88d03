// Strict JSON from outside (RFC 8259): what two parsers could read differently is refused.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "base/error.hpp"

namespace hotline::http {

using Json = nlohmann::json;

inline constexpr std::size_t kJsonDepthLimit = 32;

/// kBadUtf8: bytes that are not UTF-8. kMalformedJson: not JSON, or nested deeper than kJsonDepthLimit. kInvalidField,
/// with the JSON pointer: a key given twice, a NUL in a text or key, a number that no double can hold.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

enum class EmptyBody { kRefused, kIsEmptyObject };
/// As parse_json, and the value must be an object (else kInvalidField).
[[nodiscard]] Result<Json> parse_json_object(std::string_view text, EmptyBody empty = EmptyBody::kRefused);

/// `pointer` + "/" + `key`, escaped (RFC 6901).
[[nodiscard]] std::string json_pointer(std::string_view pointer, std::string_view key);

}  // namespace hotline::http
