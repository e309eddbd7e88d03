// Texts as receivers take them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hotline::notify {

/// At most `bytes` of UTF-8, cut at a character, "…" in place of the rest.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t bytes);

/// The longest beginning of `text`, of at most `bytes`, that ends with a whole character.
[[nodiscard]] std::string_view whole_characters(std::string_view text, std::size_t bytes);

/// Control characters, line breaks among them, made into spaces.
[[nodiscard]] std::string one_line(std::string_view text);

/// What a receiver said, for people: on one line, short, and without what the address and the secrets of the
/// destination have in it, which some repeat.
[[nodiscard]] std::string said(std::string_view text, std::string_view address, std::string_view secrets);

/// A bare address, "name@domain", in ASCII (RFC 5321, without quotes and address literals).
[[nodiscard]] bool is_mail_address(std::string_view text);

/// Visible ASCII, one character at least: goes into a header as it is.
[[nodiscard]] bool is_visible(std::string_view text);

/// As Message::key has to be: visible, without full stops, which part what webhooks sign. 128 characters at most.
[[nodiscard]] bool is_key(std::string_view text);

}  // namespace hotline::notify
