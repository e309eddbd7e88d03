// What limits a listener and its connections. Every wait has one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "telemetry/log.hpp"

namespace hotline::http {

class AddressLimit;
class TlsServer;

struct HttpSettings {
    std::string host = "127.0.0.1";  ///< an IP address; names are not looked up
    std::uint16_t port = 0;          ///< 0: a free one

    std::size_t max_connections = 5'000;           ///< of one listener; more get 503 too_busy
    std::shared_ptr<AddressLimit> addresses = {};  ///< more of one address get 503 too_busy; null: no limit
    std::vector<std::string> proxies = {};         ///< addresses whose X-Forwarded-For is believed
    std::size_t max_in_flight = 1'000;  ///< requests of one listener that run at a time; more get 503 too_busy

    std::shared_ptr<TlsServer> tls = {};  ///< null: plain HTTP

    std::size_t body_limit = 256u * 1024u;
    std::size_t header_limit = 16u * 1024u;  ///< request line and header together
    std::size_t target_limit = 4u * 1024u;

    std::chrono::milliseconds handshake_timeout{10'000};  ///< from the connection to the end of TLS' handshake
    std::chrono::milliseconds header_timeout{10'000};     ///< from a request's first byte to the end of its header
    std::chrono::milliseconds request_timeout{20'000};    ///< from a request's first byte to its last
    std::chrono::milliseconds idle_timeout{60'000};       ///< between two requests
    std::chrono::milliseconds handler_timeout{15'000};    ///< becomes HttpRequest::deadline
    std::chrono::milliseconds write_timeout{20'000};      ///< for a client that does not take its reply
    std::chrono::milliseconds linger_timeout{3'000};  ///< for a refused client to stop sending, so that it can read why

    /// What takes longer is logged with how long each part of it took.
    std::chrono::milliseconds slow_request{500};
    telemetry::LogLevel access_log_level = telemetry::LogLevel::kInfo;
};

}  // namespace hotline::http
