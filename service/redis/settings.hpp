// How to reach Redis.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "redis/command.hpp"
#include "redis/reply.hpp"

namespace hotline::redis {

struct Endpoint {
    std::string host = "127.0.0.1";  ///< name or address
    std::uint16_t port = 6379;
    std::string unix_path;  ///< not empty: this socket, and host and port mean nothing
};

struct TlsSettings {
    bool enabled = false;
    std::string ca_file = {};           ///< PEM; empty: the system's
    std::string certificate_file = {};  ///< PEM; empty: no client certificate
    std::string key_file = {};
    std::string server_name = {};  ///< for SNI and against the certificate; empty: the endpoint's host
    bool verify = true;
};

struct LinkSettings {
    Endpoint endpoint;
    std::string username;  ///< empty: the default user
    std::string password;  ///< empty: no AUTH
    TlsSettings tls;
    std::chrono::milliseconds connect_timeout{2000};  ///< name look-up, connect and TLS together
    std::chrono::milliseconds call_timeout{5000};     ///< from call() to the reply
    std::chrono::milliseconds backoff_min{50};
    std::chrono::milliseconds backoff_max{2000};
    std::size_t max_pending = 10'000;  ///< calls without a reply; more are refused with kTooBusy

    /// Sent after AUTH on each new connection, before any call, e.g. FUNCTION LOAD.
    std::vector<Command> handshake;
    /// Whether this error reply to a handshake command is good enough ("library already exists"). Empty: none is.
    std::function<bool(const Command&, const Reply&)> tolerates;
};

}  // namespace hotline::redis
