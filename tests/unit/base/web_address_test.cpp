#include "base/web_address.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

TEST(WebAddress, IsSafeUnderTlsOrOnThisMachine) {
    for (const auto* address :
         {"https://login.example.org", "https://login.example.org:8443/a/b", "https://[2001:db8::1]/x",
          "http://127.0.0.1:8080/x", "http://localhost", "http://[::1]:80/"}) {
        EXPECT_TRUE(is_safe_address(address)) << address;
    }
    for (const auto* address :
         {"", "https://", "http://", "http://example.org", "http://127.0.0.1.example.org/",
          "http://localhost.example.org", "http://127.0.0.1@example.org/", "https://user@example.org",
          "ftp://127.0.0.1/", "file:///etc/passwd", "HTTPS://x", "https://exa mple.org", "https://example.org/\r\nX: y",
          "https:///path", "https://?x", "//example.org"}) {
        EXPECT_FALSE(is_safe_address(address)) << address;
    }
}

}  // namespace
}  // namespace hotline
