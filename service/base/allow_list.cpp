#include "base/allow_list.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace hotline {
namespace {

namespace ip = boost::asio::ip;

using V6Bytes = ip::address_v6::bytes_type;

struct Range4 {
    std::uint32_t base;
    unsigned length;
};

struct Range6 {
    std::array<unsigned char, 4> base;  // none is longer
    unsigned length;
};

// IANA IPv4 Special-Purpose Address Registry, multicast and class E.
constexpr auto kSpecial4 = std::to_array<Range4>({
    {0x00000000, 8},   // this network
    {0x0a000000, 8},   // private (RFC 1918)
    {0x64400000, 10},  // shared (RFC 6598)
    {0x7f000000, 8},   // loopback
    {0xa9fe0000, 16},  // link-local
    {0xac100000, 12},  // private
    {0xc0000000, 24},  // IETF protocol assignments
    {0xc0000200, 24},  // documentation
    {0xc0586300, 24},  // 6to4 relays, deprecated
    {0xc0a80000, 16},  // private
    {0xc6120000, 15},  // benchmarking
    {0xc6336400, 24},  // documentation
    {0xcb007100, 24},  // documentation
    {0xe0000000, 4},   // multicast
    {0xf0000000, 4},   // reserved, and broadcast
});

// Of 2000::/3, which is all there is of global unicast.
constexpr auto kSpecial6 = std::to_array<Range6>({
    {{0x20, 0x01, 0x00, 0x00}, 23},  // IETF protocol assignments: Teredo, ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02, 0x00, 0x00}, 16},  // 6to4
    {{0x3f, 0xff, 0x00, 0x00}, 20},  // documentation
});

bool is_within(std::uint32_t address, std::uint32_t base, unsigned length) {
    return length == 0 || (address >> (32U - length)) == (base >> (32U - length));
}

template <class Address, class Base>
bool starts_alike(const Address& address, const Base& base, unsigned length) {
    for (unsigned bit = 0; bit < length; bit += 8) {
        const unsigned left = std::min(length - bit, 8U);
        const auto mask = static_cast<unsigned char>(0xffU << (8U - left));
        if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) return false;
    }
    return true;
}

std::optional<ip::address_v4> inner_of(const ip::address_v6& address) {
    static constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr std::array<unsigned char, 12> kNat64{0, 0x64, 0xff, 0x9b};
    const auto bytes = address.to_bytes();
    if (!starts_alike(bytes, kMapped, 96) && !starts_alike(bytes, kNat64, 96)) return std::nullopt;
    return ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]});
}

/// An IPv4 address is the same however it is written.
ip::address bare(const ip::address& address) {
    if (!address.is_v6()) return address;
    if (const auto inner = inner_of(address.to_v6())) return *inner;
    return ip::address_v6(address.to_v6().to_bytes());  // without the zone
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<ip::address> address_of(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(host), error);
    return error ? std::nullopt : std::optional(address);
}

bool is_host_name(std::string_view text) {
    return !text.empty() && !text.starts_with('.') && !text.contains("..") &&
           std::ranges::all_of(text, [](unsigned char c) {
               return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
           });
}

std::unexpected<Error> refuse(std::string why) { return fail(ErrorCode::kBadConfiguration, std::move(why)); }

}  // namespace

bool is_public_address(const ip::address& given) {
    const auto address = bare(given);
    if (address.is_v4()) {
        return std::ranges::none_of(kSpecial4, [number = address.to_v4().to_uint()](const Range4& range) {
            return is_within(number, range.base, range.length);
        });
    }
    const auto bytes = address.to_v6().to_bytes();
    static constexpr std::array<unsigned char, 1> kGlobal{0x20};
    return starts_alike(bytes, kGlobal, 3) && std::ranges::none_of(kSpecial6, [&](const Range6& range) {
               return starts_alike(bytes, range.base, range.length);
           });
}

Result<AllowList::Host> AllowList::read_host(std::string_view text) {
    Host host{{}, text.starts_with("*."), 0};
    if (host.below) text.remove_prefix(2);
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        const auto port = number_of<std::uint16_t>(text.substr(colon + 1));
        if (!port || *port == 0) return refuse("this is not a port");
        host.port = *port;
        text = text.substr(0, colon);
    }
    if (text.ends_with('.')) text.remove_suffix(1);
    host.name = lower(text);
    if (address_of(host.name)) return refuse("addresses belong under networks");
    if (!is_host_name(host.name)) return refuse("this is not the name of a host, nor *. and the name of a domain");
    return host;
}

Result<AllowList::Network> AllowList::read_network(const std::string& text) {
    const auto slash = text.find('/');
    const auto base = address_of(text.substr(0, slash));
    if (!base || text.starts_with('[')) return refuse("this is not an address, nor an address/length");
    const unsigned longest = base->is_v4() ? 32 : 128;
    if (slash == std::string::npos) return Network{*base, longest};
    const auto length = number_of<unsigned>(std::string_view(text).substr(slash + 1));
    if (!length || *length > longest) return refuse("the length is a number of 0 to " + std::to_string(longest));
    return Network{*base, *length};
}

Result<AllowList> AllowList::make(const std::vector<std::string>& hosts, const std::vector<std::string>& networks) {
    AllowList list;
    for (std::size_t place = 0; place < hosts.size(); ++place) {
        auto host = read_host(hosts[place]);
        if (!host) return fail(host.error().code, host.error().detail, "hosts/" + std::to_string(place));
        list.hosts_.push_back(*std::move(host));
    }
    for (std::size_t place = 0; place < networks.size(); ++place) {
        const auto network = read_network(networks[place]);
        if (!network) return fail(network.error().code, network.error().detail, "networks/" + std::to_string(place));
        list.networks_.push_back(*network);
    }
    return list;
}

bool AllowList::is_in_a_network(const ip::address& given) const {
    const auto address = bare(given);
    return std::ranges::any_of(networks_, [&](const Network& network) {
        if (network.base.is_v4() != address.is_v4()) return false;
        if (address.is_v4()) {
            return is_within(address.to_v4().to_uint(), network.base.to_v4().to_uint(), network.length);
        }
        return starts_alike(address.to_v6().to_bytes(), network.base.to_v6().to_bytes(), network.length);
    });
}

bool AllowList::allows_address(const ip::address& address) const {
    return is_public_address(address) || is_in_a_network(address);
}

bool AllowList::allows_host(std::string_view given, std::uint16_t port) const {
    if (const auto address = address_of(given); address && is_in_a_network(*address)) return true;
    if (hosts_.empty()) return true;
    if (given.ends_with('.')) given.remove_suffix(1);
    const auto name = lower(given);
    return std::ranges::any_of(hosts_, [&](const Host& host) {
        if (host.port != 0 && host.port != port) return false;
        return host.below ? name.ends_with("." + host.name) && name.size() > host.name.size() + 1 : name == host.name;
    });
}

}  // namespace hotline
