#include "app/options.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <iostream>
#include <map>
#include <thread>

#include "app/version.hpp"
#include "base/instant.hpp"

namespace hotline {
namespace {

// "127.0.0.1:8080" or "[::1]:8080"
bool read_listen(const std::string& text, Options& options) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos || colon == 0) return false;
    std::string host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, options.port);
    options.host = std::move(host);
    return parsed.ec == std::errc{} && parsed.ptr == end;
}

/// Validates and rewrites, as CLI11 wants it: what is wrong, or nothing.
std::string normalised_address(std::string& text) {
    boost::system::error_code wrong;
    const auto address = boost::asio::ip::make_address(text, wrong);
    if (wrong) return text + " is not an IP address";
    text = address.to_string();
    return {};
}

// "real", or "virtual:2022-04-25T08:00:00Z" with ":60" behind it for sixty times as fast.
bool read_clock(const std::string& text, ClockOption& clock) {
    constexpr std::string_view kVirtual = "virtual:";
    constexpr double kFastest = 1e6;
    if (text == "real") return true;
    if (!text.starts_with(kVirtual)) return false;
    const auto zulu = text.find('Z');
    if (zulu == std::string::npos) return false;
    const auto start = parse_rfc3339(text.substr(kVirtual.size(), zulu + 1 - kVirtual.size()), "--clock");
    if (!start) return false;
    clock.start = *start;
    if (zulu + 1 == text.size()) return true;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + zulu + 2, end, clock.speed);
    return text[zulu + 1] == ':' && parsed.ec == std::errc{} && parsed.ptr == end && clock.speed > 0 &&
           clock.speed <= kFastest;
}

/// Where everything is, and what it is read with.
void add_places(CLI::App& app, Options& options) {
    app.add_option("--redis", options.redis_url, "redis://…, rediss://… or unix:///path of the store");
    app.add_option("--redis-from-env", "name of an environment variable that holds the Redis URL (for passwords)")
        ->each([&](const std::string& name) {
            if (const char* const value = std::getenv(name.c_str())) options.redis_url = value;
        });
    app.add_option("--config", options.config, "folder of the city's configuration")->check(CLI::ExistingDirectory);
    app.add_option("--secret-file", options.secret.file,
                   "file with the data set's secret, 64 hexadecimal digits, and perhaps keys of personal data")
        ->check(CLI::ExistingFile);
    app.add_option("--secret-from-env", "name of an environment variable that holds what the file would")
        ->each([&](const std::string& name) {
            const char* const value = std::getenv(name.c_str());
            options.secret.text = value == nullptr ? "" : value;
        });
}

void add_tls(CLI::App& app, Options& options) {
    auto* const certificate =
        app.add_option("--tls-certificate", options.tls_certificate, "PEM file of the server's certificate chain")
            ->check(CLI::ExistingFile);
    auto* const key =
        app.add_option("--tls-key", options.tls_key, "PEM file of its private key")->check(CLI::ExistingFile);
    certificate->needs(key);
    key->needs(certificate);
    app.add_option("--oidc-client-secret-file", options.oidc_client_secret_file,
                   "file with the secret the log-in provider knows this service by (else HOTLINE_OIDC_CLIENT_SECRET in "
                   "the environment; neither: a public client)")
        ->check(CLI::ExistingFile);
    app.add_option("--channel-secrets", options.channel_secrets,
                   "YAML file with the tokens, passwords and signing secrets of notification channels")
        ->check(CLI::ExistingFile);
    app.add_option("--ca-file", options.ca_file,
                   "PEM file of the authorities to trust when asking other services, in place of the system's")
        ->check(CLI::ExistingFile);
}

/// What clients may do, and who stands in front of them.
void add_clients(CLI::App& app, Options& options) {
    app.add_option("--connections-per-address", options.connections_per_address,
                   "connections of one client address; 0: any number (behind a proxy all clients have the proxy's)")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    app.add_option("--trusted-proxy", options.trusted_proxies,
                   "address of a reverse proxy, whose X-Forwarded-For says who asks; several times for several")
        ->check(CLI::Validator(normalised_address, "ADDRESS"));
    app.add_flag("--tls-at-proxy", options.tls_at_proxy,
                 "clients speak TLS with the proxy: sessions are for TLS only, as with a certificate here");
    app.add_option("--requests-per-person", options.requests_per_person,
                   "requests a second of one person, on each thread; 0: any number")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
}

}  // namespace

ParsedOptions parse_options(int argc, char** argv) {
    Options options;
    options.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency() / 2));
    std::string listen = "127.0.0.1:8080";
    std::string level = "info";
    std::string clock = "real";
    const std::map<std::string, telemetry::LogLevel> levels{{"debug", telemetry::LogLevel::kDebug},
                                                            {"info", telemetry::LogLevel::kInfo},
                                                            {"warning", telemetry::LogLevel::kWarning},
                                                            {"error", telemetry::LogLevel::kError}};

    CLI::App app("hotlined: the daemon of a 24-hour hotline complaint ticketing service");
    app.set_version_flag("--version", std::string(kVersion));
    app.add_option("--listen", listen,
                   "address:port to serve HTTP (with a certificate: HTTPS) on; port 0 takes a free one")
        ->capture_default_str();
    add_places(app, options);
    add_tls(app, options);
    add_clients(app, options);
    app.add_option("--threads", options.threads, "I/O threads")->check(CLI::Range(1, 256))->capture_default_str();
    app.add_option("--partitions", options.partitions, "partitions of a new data set")->check(CLI::Range(1, 100));
    app.add_option("--clock", clock,
                   "real, or virtual:START[:SPEED], e.g. virtual:2022-04-25T00:00:00Z:60 (for trials and replays)");
    app.add_option("--canary-seconds", options.canary_seconds,
                   "seconds between two synthetic calls, which say whether tickets get through; 0: none")
        ->check(CLI::Range(0, 3600))
        ->capture_default_str();
    app.add_option("--log-level", level, "debug, info, warning or error")->check(CLI::IsMember(levels));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error)};
    }
    if (!read_listen(listen, options)) {
        std::cerr << "--listen: \"" << listen << "\" is not address:port\n";
        return {std::nullopt, 2};
    }
    if (!read_clock(clock, options.clock)) {
        std::cerr << "--clock: \"" << clock
                  << "\" is neither real nor virtual:START[:SPEED] (START like 2022-04-25T00:00:00Z)\n";
        return {std::nullopt, 2};
    }
    options.log_level = levels.at(level);
    return {options, 0};
}

}  // namespace hotline
