// JSON text written without a JSON library: log lines and problem documents are made thousands of times a second.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hotline::telemetry {

/// Appends `text` as a JSON string with its quotes. Whatever the bytes are, the result is valid JSON on one line:
/// control characters and line separators are escaped, bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

/// One character of UTF-8. `size` is the bytes it takes; 0 when `text` does not start with one.
struct Utf8Character {
    char32_t code_point = 0;
    std::size_t size = 0;
};
[[nodiscard]] Utf8Character first_utf8_character(std::string_view text);

}  // namespace hotline::telemetry
