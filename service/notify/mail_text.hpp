// One e-mail as it travels (RFC 5322, MIME): a single part of plain text in UTF-8.
#pragma once

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "notify/message.hpp"

namespace hotline::notify {

/// Lines end with CRLF, none is longer than 78 characters. Message-ID is made of key and sender's domain, so each try
/// of one message has the same. kInvalidField: `from`, `to` or `key` is not what it has to be; nothing that is in a
/// header can begin another.
[[nodiscard]] Result<std::string> mail_text(const std::string& from, const Message& message,
                                            std::chrono::sys_seconds at);

}  // namespace hotline::notify
