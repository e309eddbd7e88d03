#include "redis/url.hpp"

#include <gtest/gtest.h>

namespace hotline::redis {
namespace {

TEST(RedisUrl, NamesHostAndPort) {
    const auto settings = parse_url("redis://redis.city.example:6380");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->endpoint.host, "redis.city.example");
    EXPECT_EQ(settings->endpoint.port, 6380);
    EXPECT_FALSE(settings->tls.enabled);
}

TEST(RedisUrl, HasAUsualPort) {
    const auto settings = parse_url("redis://localhost/0");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->endpoint.port, 6379);
}

TEST(RedisUrl, TakesAddressesOfVersion6) {
    const auto settings = parse_url("redis://[::1]:7000");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->endpoint.host, "::1");
    EXPECT_EQ(settings->endpoint.port, 7000);
}

TEST(RedisUrl, TakesUserAndPasswordPercentEncoded) {
    const auto settings = parse_url("rediss://city:p%40ss%2Fw%3ard@r:1");
    ASSERT_TRUE(settings);
    EXPECT_TRUE(settings->tls.enabled);
    EXPECT_EQ(settings->username, "city");
    EXPECT_EQ(settings->password, "p@ss/w:rd");
    const auto only_password = parse_url("redis://:secret@r");
    ASSERT_TRUE(only_password);
    EXPECT_EQ(only_password->username, "");
    EXPECT_EQ(only_password->password, "secret");
}

TEST(RedisUrl, NamesAUnixSocket) {
    for (const std::string_view url : {"unix:///run/redis.sock", "unix:/run/redis.sock"}) {
        const auto settings = parse_url(url);
        ASSERT_TRUE(settings) << url;
        EXPECT_EQ(settings->endpoint.unix_path, "/run/redis.sock");
    }
}

TEST(RedisUrl, RefusesWhatItCannotMean) {
    for (const std::string_view url :
         {"", "http://r", "redis://", "redis://:6379", "redis://r:", "redis://r:0", "redis://r:65536",
          "redis://r:6379x", "redis://[::1", "redis://[::1]x", "redis://r/1", "redis://user@r", "redis://user:@r",
          "redis://u:%4@r", "redis://u:%zz@r", "unix://relative"}) {
        const auto settings = parse_url(url);
        ASSERT_FALSE(settings) << url;
        EXPECT_EQ(settings.error().code, ErrorCode::kBadConfiguration);
    }
}

TEST(RedisUrl, NeverRepeatsThePassword) {
    const auto settings = parse_url("redis://city:hunter2@r:99999");
    ASSERT_FALSE(settings);
    EXPECT_FALSE(settings.error().detail.contains("hunter2"));
}

}  // namespace
}  // namespace hotline::redis
