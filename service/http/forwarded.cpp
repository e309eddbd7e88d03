#include "http/forwarded.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <ranges>

#include "http/message.hpp"

namespace hotline::http {
namespace {

/// Takes the last of a comma-separated list.
std::string_view take_last(std::string_view& list) {
    const auto comma = list.rfind(',');
    const auto last = comma == std::string_view::npos ? list : list.substr(comma + 1);
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
    const auto begin = last.find_first_not_of(" \t");
    return begin == std::string_view::npos ? "" : last.substr(begin, last.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

std::string client_address(const std::string& peer,
                           const std::vector<std::pair<std::string_view, std::string_view>>& headers,
                           const std::vector<std::string>& proxies) {
    const auto is_proxy = [&](const std::string& address) {
        return std::ranges::find(proxies, address) != proxies.end();
    };
    std::string client = peer;
    for (auto [name, hops] : headers | std::views::reverse) {
        if (!equal_ignoring_case(name, "X-Forwarded-For")) continue;
        while (is_proxy(client) && !hops.empty()) {
            boost::system::error_code not_an_address;
            const auto hop = boost::asio::ip::make_address(take_last(hops), not_an_address);
            if (not_an_address) return client;
            client = hop.to_string();
        }
    }
    return client;
}

}  // namespace hotline::http
