#include "app/server_certificate.hpp"

#include <fmt/chrono.h>

#include <stdexcept>

namespace hotline {
namespace {

// What renews certificates by itself does so a month ahead: two weeks before the end it has failed for a while.
constexpr auto kSoon = std::chrono::days(14);

std::string day_of(Instant instant) {
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::system_clock::to_time_t(instant)));
}

}  // namespace

ServerCertificate::ServerCertificate(const Options& options, const Clock& clock, telemetry::Metrics& metrics,
                                     telemetry::Log& log)
    : files_{options.tls_certificate, options.tls_key}, clock_(clock), metrics_(metrics), log_(log) {
    if (files_.certificate.empty()) return;
    auto identity = read();
    if (!identity) throw std::runtime_error("the TLS certificate was refused:\n" + to_string(identity.error()));
    server_ = std::make_shared<http::TlsServer>(*identity);
    for (const ConfigurationError& warning : take(*std::move(identity))) {
        log_.warning("configuration_doubtful", {{"what", to_string({warning})}});
    }
}

std::expected<ServerCertificate::Identity, ConfigurationErrors> ServerCertificate::read() const {
    if (files_.certificate.empty()) return nullptr;
    auto identity = http::TlsIdentity::load(files_);
    if (identity) return *std::move(identity);
    return std::unexpected(ConfigurationErrors{{identity.error().file.string(), 0, identity.error().reason}});
}

ConfigurationErrors ServerCertificate::take(Identity identity) {
    if (!server_ || !identity) return {};
    const auto expires = identity->expires();
    server_->use(std::move(identity));
    metrics_.tls_certificate_expires(expires);
    log_.info("tls_certificate_taken", {{"expires", day_of(expires)}});
    if (expires > clock_.now() + kSoon) return {};
    const auto* what = expires > clock_.now() ? "the certificate expires soon: " : "the certificate has expired: ";
    return {{files_.certificate.string(), 0, what + day_of(expires)}};
}

}  // namespace hotline
