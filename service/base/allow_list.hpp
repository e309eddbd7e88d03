// Where the service may send what somebody configured an address for: never, unasked, into the network it stands in.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace hotline {

/// Hosts by name, and the addresses that may be connected to. A name is checked before it is resolved; an address where
/// the socket is made, so it makes no difference what a name resolves to, or when. Immutable: thread-safe.
class AllowList {
public:
    /// Every name; public addresses only.
    AllowList() = default;

    /// `hosts`: names ("hooks.example.org"), all names below one ("*.example.org"), each with a port or without
    /// ("hooks.example.org:8443"). None: every name is allowed.
    /// `networks`: what is allowed beside public addresses ("10.1.0.0/16", "fd00::/8", "192.168.1.5").
    /// kBadConfiguration about "hosts/<place>" or "networks/<place>".
    [[nodiscard]] static Result<AllowList> make(const std::vector<std::string>& hosts,
                                                const std::vector<std::string>& networks);

    /// `host` as it stands in an address: in any case, an IPv6 address with its brackets. An address that a network
    /// allows is allowed as a name, too.
    [[nodiscard]] bool allows_host(std::string_view host, std::uint16_t port) const;
    [[nodiscard]] bool allows_address(const boost::asio::ip::address& address) const;

private:
    struct Host {
        std::string name;    // lower case
        bool below;          // only what is below it
        std::uint16_t port;  // 0: any
    };
    struct Network {
        boost::asio::ip::address base;
        unsigned length;
    };

    static Result<Host> read_host(std::string_view text);
    static Result<Network> read_network(const std::string& text);
    [[nodiscard]] bool is_in_a_network(const boost::asio::ip::address& address) const;

    std::vector<Host> hosts_;
    std::vector<Network> networks_;
};

/// Reachable from everywhere, as the IANA's registries of special-purpose addresses have it (RFC 6890): nothing
/// private, loopback, link-local (169.254.169.254 among them), shared (100.64.0.0/10), multicast, unspecified, reserved
/// or for documentation. Of an IPv4 address inside an IPv6 one (::ffff:0:0/96; 64:ff9b::/96, NAT64) the inner counts.
[[nodiscard]] bool is_public_address(const boost::asio::ip::address& address);

}  // namespace hotline
