// The certificate that clients meet, as its files are now and as they were when they were last taken.
#pragma once

#include <expected>
#include <memory>

#include "app/options.hpp"
#include "http/tls.hpp"
#include "settings/configuration_error.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// Without --tls-certificate there is none, and everything here does nothing.
class ServerCertificate {
public:
    using Identity = std::shared_ptr<const http::TlsIdentity>;

    /// Reads the files. Throws std::runtime_error, which names the file and what is wrong with it.
    ServerCertificate(const Options& options, const Clock& clock, telemetry::Metrics& metrics, telemetry::Log& log);

    /// For the listeners; null without TLS.
    [[nodiscard]] const std::shared_ptr<http::TlsServer>& server() const { return server_; }
    /// The files as they are now. Blocks: not for an I/O thread.
    [[nodiscard]] std::expected<Identity, ConfigurationErrors> read() const;
    /// New connections meet it, old ones live on. What is doubtful about it.
    ConfigurationErrors take(Identity identity);

private:
    http::TlsFiles files_;
    const Clock& clock_;
    telemetry::Metrics& metrics_;
    telemetry::Log& log_;
    std::shared_ptr<http::TlsServer> server_;
};

}  // namespace hotline
