// How many connections each client address has.
#pragma once

#include <array>
#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

namespace hotline::http {

/// Counts over all listeners of a process; thread-safe. An IPv4 address counts for itself, of an IPv6 address the first
/// 64 bits, which is what one customer of a network is given. No address is exempt, the machine's own neither: a proxy
/// beside the service is one client here.
class AddressLimit : public std::enable_shared_from_this<AddressLimit> {
public:
    explicit AddressLimit(std::size_t limit) : limit_(limit) {}

    /// One connection's place, given back when it goes. An empty one is no place at all.
    class Place {
    public:
        Place() = default;
        ~Place();
        Place(Place&& other) noexcept = default;
        Place& operator=(Place&&) = delete;
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// How many connections beyond the limit its address had when it was taken.
        [[nodiscard]] std::size_t beyond_limit() const { return beyond_limit_; }

    private:
        friend class AddressLimit;
        using Key = std::array<std::uint8_t, 16>;
        Place(std::shared_ptr<AddressLimit> limit, const Key& key, std::size_t beyond_limit)
            : limit_(std::move(limit)), key_(key), beyond_limit_(beyond_limit) {}

        std::shared_ptr<AddressLimit> limit_;
        Key key_{};
        std::size_t beyond_limit_ = 0;
    };

    /// Never refuses: what becomes of a connection beyond the limit is the listener's decision.
    [[nodiscard]] Place take(const boost::asio::ip::address& address);

private:
    std::mutex mutex_;
    std::map<Place::Key, std::size_t> connections_;
    std::size_t limit_;
};

}  // namespace hotline::http
