// Replies as bytes.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace hotline::http {

/// What the connection knows of a reply beyond what its handler said.
struct ReplyFrame {
    std::string_view request_id = {};
    std::string_view date = {};  ///< IMF-fixdate
    bool secure = false;         ///< it goes out under TLS
    bool close = false;
    bool say_keep_alive = false;  ///< to HTTP/1.0, where it is not understood of itself
};

/// Appends status line and header to `out`. False when a header of the reply would have broken out of its line: it is
/// left out then, and the caller reports the bug.
[[nodiscard]] bool append_reply_head(std::string& out, const HttpReply& reply, const ReplyFrame& frame);

/// 204 and 304 have none by definition.
[[nodiscard]] bool may_have_body(int status);

}  // namespace hotline::http
