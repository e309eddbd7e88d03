#include "http/forwarded.hpp"

#include <gtest/gtest.h>

namespace hotline::http {
namespace {

constexpr std::string_view kForwarded = "X-Forwarded-For";
const std::vector<std::string> kProxies{"10.0.0.1", "10.0.0.2", "2001:db8::1"};

std::string through(const std::string& peer, std::vector<std::string_view> forwarded) {
    std::vector<std::pair<std::string_view, std::string_view>> headers{{"Host", "hotline"}};
    for (const auto& hops : forwarded) headers.emplace_back(kForwarded, hops);
    return client_address(peer, headers, kProxies);
}

TEST(ClientAddress, WithoutAProxyItIsWhoeverIsConnected) {
    EXPECT_EQ(through("192.0.2.7", {}), "192.0.2.7");
    EXPECT_EQ(through("192.0.2.7", {"198.51.100.1"}), "192.0.2.7") << "anybody can write a header";
    EXPECT_EQ(client_address("10.0.0.1", {{kForwarded, "198.51.100.1"}}, {}), "10.0.0.1");
}

TEST(ClientAddress, AProxyIsBelieved) {
    EXPECT_EQ(through("10.0.0.1", {"198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(through("2001:db8::1", {" 2001:DB8:0::7 "}), "2001:db8::7");
    EXPECT_EQ(through("10.0.0.1", {"198.51.100.1, 10.0.0.2"}), "198.51.100.1") << "two proxies";
    EXPECT_EQ(through("10.0.0.1", {"198.51.100.1", "10.0.0.2"}), "198.51.100.1") << "each with a header of its own";
}

TEST(ClientAddress, WhatTheClientSaidToTheProxyIsNotBelieved) {
    EXPECT_EQ(through("10.0.0.1", {"203.0.113.9, 198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(through("10.0.0.1", {"203.0.113.9", "198.51.100.1"}), "198.51.100.1");
    EXPECT_EQ(through("10.0.0.1", {"10.0.0.2, 198.51.100.1"}), "198.51.100.1");
}

TEST(ClientAddress, WhatIsNoAddressEndsTheSearch) {
    EXPECT_EQ(through("10.0.0.1", {}), "10.0.0.1");
    for (const auto* const hops : {"", " ", ",", "unknown", "198.51.100.1:4711", "198.51.100.1, ",
                                   "198.51.100.1,unknown", "[2001:db8::7]", "198.51.100", "a\tb"}) {
        EXPECT_EQ(through("10.0.0.1", {hops}), "10.0.0.1") << hops;
    }
    EXPECT_EQ(through("10.0.0.1", {"10.0.0.2"}), "10.0.0.2") << "the proxy itself asks";
}

}  // namespace
}  // namespace hotline::http
