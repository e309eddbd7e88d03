// What may stand where an e-mail goes.
#pragma once

#include <string_view>

namespace hotline {

/// A bare address, "name@domain", in ASCII (RFC 5321, without quotes and address literals).
[[nodiscard]] bool is_mail_address(std::string_view text);

}  // namespace hotline
