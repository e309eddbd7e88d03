// What a server shows to clients that speak TLS, and the rules of the conversation: TLS 1.2 or later, ciphers with
// forward secrecy and authenticated encryption only, no compression, no renegotiation, ALPN http/1.1 (RFC 9325).
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.hpp"

namespace hotline::http {

/// PEM files: the server's certificate with those between it and the root behind it, and the certificate's key.
struct TlsFiles {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// Which of the files cannot be used, and why.
struct TlsFault {
    std::filesystem::path file;
    std::string reason;
};

/// A certificate and its key, ready for use. Immutable and thread-safe; connections that began with it keep it.
class TlsIdentity {
public:
    /// Reads and checks both files. A certificate that has expired is taken all the same: see expires(). Blocks; never
    /// asks for a passphrase, so an encrypted key is a fault.
    [[nodiscard]] static std::expected<std::shared_ptr<const TlsIdentity>, TlsFault> load(const TlsFiles& files);

    /// The certificate's notAfter.
    [[nodiscard]] Instant expires() const { return expires_; }
    /// For TlsSession. OpenSSL changes nothing in it that is not guarded by locks of its own.
    [[nodiscard]] SSL_CTX* context() const { return context_->native_handle(); }

private:
    TlsIdentity(std::shared_ptr<boost::asio::ssl::context> context, Instant expires)
        : context_(std::move(context)), expires_(expires) {}

    std::shared_ptr<boost::asio::ssl::context> context_;
    Instant expires_;
};

/// Which identity new connections meet. Shared by all listeners of a process; thread-safe.
class TlsServer {
public:
    explicit TlsServer(std::shared_ptr<const TlsIdentity> identity) : identity_(std::move(identity)) {}

    void use(std::shared_ptr<const TlsIdentity> identity);
    [[nodiscard]] std::shared_ptr<const TlsIdentity> identity() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const TlsIdentity> identity_;
};

}  // namespace hotline::http
