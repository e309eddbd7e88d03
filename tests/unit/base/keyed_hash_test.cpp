#include "base/keyed_hash.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

TEST(Base64Url, IsReadBackWhateverTheBytes) {
    for (std::size_t length = 0; length < 40; ++length) {
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(251 - 7 * static_cast<int>(i));
        EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    }
    EXPECT_EQ(to_base64url("\xff\xef\xbe"), "_---") << "the alphabet of URLs";
    EXPECT_EQ(to_base64url(std::string(KeyedHash::kSize, 'x')).size(), 22U);
}

TEST(Base64Url, AnythingElseIsNothing) {
    for (const auto* text : {"!", "a+b/", "abc=", "a b", "a"}) EXPECT_EQ(from_base64url(text), "") << text;
}

}  // namespace
}  // namespace hotline
