// hotlined's command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/secrets.hpp"
#include "telemetry/log.hpp"

namespace hotline {

/// The world's time, or one that begins at `start` and runs `speed` times as fast.
struct ClockOption {
    std::optional<Instant> start;
    double speed = 1;
};

struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;  ///< 0: a free one, which the log line "listening" names
    std::string redis_url = "redis://127.0.0.1:6379";
    std::filesystem::path config = "config";
    SecretSource secret;
    std::filesystem::path tls_certificate;  ///< PEM chain; empty: plain HTTP
    std::filesystem::path tls_key;
    std::filesystem::path oidc_client_secret_file;  ///< empty: the environment's HOTLINE_OIDC_CLIENT_SECRET, if any
    std::filesystem::path channel_secrets;          ///< of notification channels; empty: none
    std::filesystem::path ca_file;                  ///< PEM; empty: the system's authorities
    std::size_t connections_per_address = 1'000;    ///< 0: no limit
    std::vector<std::string> trusted_proxies;       ///< addresses, as Asio writes them
    bool tls_at_proxy = false;                      ///< clients speak TLS with it
    int requests_per_person = 100;                  ///< a second; 0: no limit
    ClockOption clock;
    int canary_seconds = 0;  ///< between two synthetic calls; 0: none
    int threads = 1;
    int partitions = 16;  ///< must be what the data set was created with
    telemetry::LogLevel log_level = telemetry::LogLevel::kInfo;
};

/// Prints help, version or what is wrong, and gives the exit code instead of options.
struct ParsedOptions {
    std::optional<Options> options;
    int exit_code = 0;
};
[[nodiscard]] ParsedOptions parse_options(int argc, char** argv);

}  // namespace hotline
