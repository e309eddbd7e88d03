// Texts as libsodium takes them.
#pragma once

#include <string>
#include <string_view>

namespace hotline {

[[nodiscard]] inline const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
[[nodiscard]] inline unsigned char* octets(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace hotline
