#include "http/address_limit.hpp"

#include <algorithm>

namespace hotline::http {

namespace {

constexpr std::size_t kNetworkBytes = 8;

}  // namespace

AddressLimit::Place AddressLimit::take(const boost::asio::ip::address& address) {
    Place::Key key{};
    if (address.is_v4()) {
        key = boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, address.to_v4()).to_bytes();
    } else {
        key = address.to_v6().to_bytes();
        if (!address.to_v6().is_v4_mapped()) std::fill(key.begin() + kNetworkBytes, key.end(), std::uint8_t{0});
    }
    const std::lock_guard lock(mutex_);
    const auto number = ++connections_[key];
    return {shared_from_this(), key, number > limit_ ? number - limit_ : 0};
}

AddressLimit::Place::~Place() {
    if (!limit_) return;
    const std::lock_guard lock(limit_->mutex_);
    const auto found = limit_->connections_.find(key_);
    if (--found->second == 0) limit_->connections_.erase(found);
}

}  // namespace hotline::http
