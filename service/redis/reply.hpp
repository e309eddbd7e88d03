// What Redis answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hotline::redis {

/// One RESP2 reply. An error reply is a reply like any other: Redis has answered, and what it means is the caller's
/// business.
struct Reply {
    enum class Kind { kNil, kStatus, kString, kInteger, kArray, kError };

    Kind kind = Kind::kNil;
    std::string text;             ///< of a status, a string (any bytes) or an error
    long long integer = 0;        ///< of an integer
    std::vector<Reply> elements;  ///< of an array

    [[nodiscard]] bool is_nil() const { return kind == Kind::kNil; }
    [[nodiscard]] bool is_error() const { return kind == Kind::kError; }
    [[nodiscard]] bool is_array() const { return kind == Kind::kArray; }
    [[nodiscard]] bool is_integer() const { return kind == Kind::kInteger; }
    /// A string or a status: both carry text.
    [[nodiscard]] bool is_text() const { return kind == Kind::kString || kind == Kind::kStatus; }
    /// The first word of an error ("NOAUTH", "READONLY", "ERR"); empty for every other kind.
    [[nodiscard]] std::string_view error_code() const;
};

}  // namespace hotline::redis
