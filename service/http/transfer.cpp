#include "http/transfer.hpp"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>

#include "base/web_address.hpp"

namespace hotline::http {
namespace {

using boost::asio::ip::address;
using std::chrono::milliseconds;

// Asked once a second at least.
int is_abandoned(void* flag, curl_off_t /*unused*/, curl_off_t /*unused*/, curl_off_t /*unused*/,
                 curl_off_t /*unused*/) {
    return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0;
}

std::unexpected<Error> unavailable(std::string why) { return fail(ErrorCode::kProviderUnavailable, std::move(why)); }
std::unexpected<Error> never(std::string why) { return fail(ErrorCode::kBadConfiguration, std::move(why)); }

std::string part_of(CURLU* url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return {};
    std::string copy(text);
    curl_free(text);
    return copy;
}

std::uint16_t port_of(const std::string& text) {
    std::uint16_t port = 0;
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

/// Nothing for what is neither IPv4 nor IPv6.
std::optional<address> address_of(const curl_sockaddr& from) {
    if (from.family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &from.addr, sizeof v4);
        return boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (from.family != AF_INET6) return std::nullopt;
    sockaddr_in6 v6{};
    // curl_sockaddr declares less than is there: an IPv6 address reaches beyond its last member.
    std::memcpy(&v6, static_cast<const void*>(&from.addr), sizeof v6);
    boost::asio::ip::address_v6::bytes_type bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return boost::asio::ip::address_v6(bytes);
}

}  // namespace

/// Who is connected to, of what a name resolved to.
struct Transfer::Sockets {
    const AllowList& allowed;
    bool only_loopback;
    std::string refused = {};
    bool any = false;

    [[nodiscard]] bool allows(const curl_sockaddr& to) {
        const auto address = address_of(to);
        const bool good = address && allowed.allows_address(*address) && (!only_loopback || address->is_loopback());
        if (!good) refused = address ? address->to_string() : "of another kind";
        return good;
    }

    static curl_socket_t open(void* self, curlsocktype /*purpose*/, curl_sockaddr* to) {
        auto& sockets = *static_cast<Sockets*>(self);
        if (!sockets.allows(*to)) return CURL_SOCKET_BAD;
        sockets.any = true;
        return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    }
};

Transfer::Transfer(TransferLimits limits, const std::atomic<bool>& abandoned, std::shared_ptr<const AllowList> allowed)
    : limits_(std::move(limits)), abandoned_(abandoned), allowed_(std::move(allowed)) {}

Transfer::~Transfer() {
    curl_easy_cleanup(handle_);
    curl_url_cleanup(static_cast<CURLU*>(url_));
}

Result<void> Transfer::check_with_list(const Schemes& schemes) {
    auto* const url = static_cast<CURLU*>(url_);
    const auto scheme = part_of(url, CURLUPART_SCHEME);
    const auto host = part_of(url, CURLUPART_HOST);
    if ((scheme != schemes.tls && scheme != schemes.plain) || host.empty()) {
        return never("the address is none of " + schemes.tls);
    }
    if (!part_of(url, CURLUPART_USER).empty() || !part_of(url, CURLUPART_PASSWORD).empty()) {
        return never("the address names a user");
    }
    only_loopback_ = scheme == schemes.plain && !schemes.plain_turns_tls;
    if (!allowed_->allows_host(host, port_of(part_of(url, CURLUPART_PORT, CURLU_DEFAULT_PORT)))) {
        return never("host " + host + " is not allowed");
    }
    return {};
}

Result<void> Transfer::check(const std::string& url, const Schemes& schemes) {
    if (!allowed_ && !is_safe_address(url)) return unavailable("no request is sent to an address without TLS");
    url_ = curl_url();
    if (url_ == nullptr) return unavailable("libcurl has no memory");
    const auto fault = curl_url_set(static_cast<CURLU*>(url_), CURLUPART_URL, url.c_str(), 0);
    no_proxy_ = allowed_ || is_loopback_address(url);
    if (!allowed_) {
        return fault == CURLUE_OK ? Result<void>{} : unavailable("the address cannot be read");
    }
    if (fault != CURLUE_OK) return never("the address cannot be read");
    return check_with_list(schemes);
}

void Transfer::limit(milliseconds left, const Schemes& schemes) {
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, (schemes.tls + "," + schemes.plain).c_str());
    curl_easy_setopt(handle_, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits_.connect_within.count()));
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    curl_easy_setopt(handle_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(handle_, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle_, CURLOPT_XFERINFOFUNCTION, &is_abandoned);
    curl_easy_setopt(handle_, CURLOPT_XFERINFODATA, &abandoned_);
    if (!limits_.ca_file.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, limits_.ca_file.c_str());
    if (no_proxy_) curl_easy_setopt(handle_, CURLOPT_PROXY, "");
    if (allowed_) {
        sockets_ = std::make_unique<Sockets>(*allowed_, only_loopback_);
        curl_easy_setopt(handle_, CURLOPT_OPENSOCKETFUNCTION, &Sockets::open);
        curl_easy_setopt(handle_, CURLOPT_OPENSOCKETDATA, sockets_.get());
    }
}

Result<void> Transfer::begin(const std::string& url, const Schemes& schemes) {
    const auto left = std::chrono::duration_cast<milliseconds>(limits_.give_up - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) return unavailable("too many wait for it");
    if (abandoned_) return unavailable("the service is shutting down");
    if (auto checked = check(url, schemes); !checked) return checked;
    handle_ = curl_easy_init();
    if (handle_ == nullptr) return unavailable("libcurl has no handle");
    limit(left, schemes);
    curl_easy_setopt(handle_, CURLOPT_CURLU, static_cast<CURLU*>(url_));
    return {};
}

Result<void> Transfer::perform(int* code) {
    const auto outcome = curl_easy_perform(handle_);
    if (code != nullptr) *code = static_cast<int>(outcome);
    if (outcome == CURLE_OK) return {};
    if (sockets_ && !sockets_->any && !sockets_->refused.empty()) {
        return never("address " + sockets_->refused + " is not allowed");
    }
    std::string why = curl_easy_strerror(outcome);
    long error = 0;
    curl_easy_getinfo(handle_, CURLINFO_OS_ERRNO, &error);
    if (outcome == CURLE_COULDNT_CONNECT && error != 0) {
        why.append(": ").append(std::generic_category().message(static_cast<int>(error)));
    }
    return unavailable(std::move(why));
}

}  // namespace hotline::http
