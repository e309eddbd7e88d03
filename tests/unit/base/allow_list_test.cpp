// Which names and addresses may be asked, and which never unless somebody says so.
#include "base/allow_list.hpp"

#include <gtest/gtest.h>

namespace hotline {
namespace {

boost::asio::ip::address address(const std::string& text) { return boost::asio::ip::make_address(text); }

AllowList list(const std::vector<std::string>& hosts, const std::vector<std::string>& networks = {}) {
    return AllowList::make(hosts, networks).value();
}

TEST(PublicAddress, IsWhatEverybodyCanReach) {
    for (const auto* each : {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1",
                             "192.169.0.1", "198.20.0.1", "223.255.255.255", "2606:4700::1111", "2400:3200::1",
                             "2001:200::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"}) {
        EXPECT_TRUE(is_public_address(address(each))) << each;
    }
}

TEST(PublicAddress, IsNothingOfTheNetworkTheServiceStandsIn) {
    for (const auto* each : {"0.0.0.0",
                             "0.1.2.3",
                             "10.0.0.3",
                             "10.255.255.255",
                             "100.64.0.1",
                             "100.100.100.200",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.0.1",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.8",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.1.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.9",
                             "224.0.0.1",
                             "239.1.1.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::127.0.0.1",
                             "::ffff:10.0.0.3",
                             "::ffff:127.0.0.1",
                             "::ffff:169.254.169.254",
                             "64:ff9b::10.0.0.3",
                             "64:ff9b:1::1",
                             "100::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:0a00:0003::1",
                             "3fff::1",
                             "fc00::1",
                             "fd00:ec2::254",
                             "fe80::1",
                             "febf::1",
                             "fec0::1",
                             "ff02::1",
                             "4000::1"}) {
        EXPECT_FALSE(is_public_address(address(each))) << each;
    }
}

TEST(AllowList, LetsEveryNameAndPublicAddressesThroughUnlessItSaysOtherwise) {
    const AllowList open;
    EXPECT_TRUE(open.allows_host("hooks.example.org", 443));
    EXPECT_TRUE(open.allows_host("localhost", 443));
    EXPECT_TRUE(open.allows_address(address("8.8.8.8")));
    EXPECT_FALSE(open.allows_address(address("127.0.0.1")));
}

TEST(AllowList, KnowsHostsByName) {
    const auto allowed = list({"Hooks.example.org", "*.example.com", "mail.example.net:587"});
    EXPECT_TRUE(allowed.allows_host("hooks.example.org", 443));
    EXPECT_TRUE(allowed.allows_host("HOOKS.EXAMPLE.ORG.", 8443));
    EXPECT_TRUE(allowed.allows_host("a.example.com", 443));
    EXPECT_TRUE(allowed.allows_host("a.b.example.com", 443));
    EXPECT_TRUE(allowed.allows_host("mail.example.net", 587));
    for (const auto* each : {"example.org", "a.hooks.example.org", "hooks.example.org.evil.net", "example.com",
                             ".example.com", "badexample.com", "1.1.1.1", ""}) {
        EXPECT_FALSE(allowed.allows_host(each, 443)) << each;
    }
    EXPECT_FALSE(allowed.allows_host("mail.example.net", 465));
}

TEST(AllowList, KnowsNetworks) {
    const auto allowed = list({}, {"10.1.0.0/16", "192.168.1.5", "fd00::/8", "::1"});
    for (const auto* each :
         {"10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "192.168.1.5", "fd12::1", "::1", "8.8.8.8"}) {
        EXPECT_TRUE(allowed.allows_address(address(each))) << each;
    }
    for (const auto* each : {"10.2.0.1", "192.168.1.6", "fc00::1", "127.0.0.1", "::", "169.254.169.254"}) {
        EXPECT_FALSE(allowed.allows_address(address(each))) << each;
    }
    EXPECT_FALSE(list({}, {"10.0.0.0/9"}).allows_address(address("10.128.0.0")));
    EXPECT_TRUE(list({}, {"0.0.0.0/0"}).allows_address(address("10.128.0.0")));
    EXPECT_FALSE(list({}, {"0.0.0.0/0"}).allows_address(address("fd00::1")));
    EXPECT_TRUE(list({}, {"fe80::/10"}).allows_address(address("fe80::1%1")));
}

TEST(AllowList, AnAddressOfAnAllowedNetworkNeedsNoName) {
    const auto allowed = list({"hooks.example.org"}, {"10.1.0.0/16", "fd00::/8"});
    EXPECT_TRUE(allowed.allows_host("10.1.2.3", 443));
    EXPECT_TRUE(allowed.allows_host("[fd00::1]", 443));
    EXPECT_FALSE(allowed.allows_host("10.2.2.3", 443));
    EXPECT_FALSE(allowed.allows_host("8.8.8.8", 443));
    EXPECT_FALSE(allowed.allows_host("[::1]", 443));
}

TEST(AllowList, SaysWhichEntryIsWrong) {
    for (const auto* each : {"", "*", "*.", "*.*.org", "a b", "https://a.org", "a.org/x", "a.org:", "a.org:0",
                             "a.org:65536", "a..org", "10.0.0.3", "10.0.0.3:80", "a@b.org"}) {
        const auto made = AllowList::make({"good.org", each}, {});
        ASSERT_FALSE(made) << each;
        EXPECT_EQ(made.error().code, ErrorCode::kBadConfiguration);
        EXPECT_EQ(made.error().field, "hosts/1");
        EXPECT_FALSE(made.error().detail.empty());
    }
    for (const auto* each : {"", "example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0/8", "fd00::/129",
                             "[::1]", "10.0.0.0/8 "}) {
        const auto made = AllowList::make({}, {each});
        ASSERT_FALSE(made) << each;
        EXPECT_EQ(made.error().field, "networks/0");
    }
}

}  // namespace
}  // namespace hotline
