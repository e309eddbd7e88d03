#include "http/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <ctime>
#include <stdexcept>

namespace hotline::http {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// RSA and DH of 2,048 bits, elliptic curves of 224: OpenSSL refuses weaker keys and certificates.
constexpr int kSecurityLevel = 2;
constexpr const char* kCiphersOfTls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr const char* kCiphersOfTls13 = "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256";
// A name of ALPN (RFC 7301) is preceded by its length.
constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeFile {
    void operator()(BIO* file) const { BIO_free(file); }
};

// Who offers protocols and not ours is told so, as RFC 7301 §3.2 has it.
int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned int offered_size, void* /*unused*/) {
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, kHttp11.data(), kHttp11.size(), offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

// Without tickets and a cache each connection has secrets of its own that end with it. Consoles keep their connections
// for hours, so a handshake saved now and then is not worth a ticket key that would open all TLS 1.2 sessions.
void forbid_resumption(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_num_tickets(context, 0);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

std::shared_ptr<asio::ssl::context> make_context() {
    auto owned = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    auto* context = owned->native_handle();
    SSL_CTX_set_security_level(context, kSecurityLevel);
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(context, kCiphersOfTls12) != 1 ||
        SSL_CTX_set_ciphersuites(context, kCiphersOfTls13) != 1) {
        throw std::runtime_error("OpenSSL has no TLS 1.2 with modern ciphers");
    }
    // A request that ends too early is noticed by HTTP's own framing, however the connection ended.
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                     SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // An idle connection holds no record buffers, and the rest of a reply may lie elsewhere when it is sent.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    forbid_resumption(context);
    return owned;
}

std::string last_reason() {
    const auto* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason != nullptr ? reason : "the reason is not known";
}

// OpenSSL would ask for it on the terminal.
int no_passphrase(char* /*to*/, int /*size*/, int /*writing*/, void* /*unused*/) { return -1; }

std::expected<std::unique_ptr<EVP_PKEY, FreeKey>, TlsFault> read_key(const std::filesystem::path& path) {
    ERR_clear_error();
    const std::unique_ptr<BIO, FreeFile> file(BIO_new_file(path.c_str(), "r"));
    if (!file) return std::unexpected(TlsFault{path, "the key cannot be read: " + last_reason()});
    std::unique_ptr<EVP_PKEY, FreeKey> key(PEM_read_bio_PrivateKey(file.get(), nullptr, no_passphrase, nullptr));
    if (!key) {
        return std::unexpected(
            TlsFault{path, "this is not a private key in PEM without a passphrase: " + last_reason()});
    }
    return key;
}

Instant expiry_of(const X509* certificate) {
    std::tm fields{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &fields) != 1) return {};
    return Instant(std::chrono::seconds(timegm(&fields)));
}

}  // namespace

std::expected<std::shared_ptr<const TlsIdentity>, TlsFault> TlsIdentity::load(const TlsFiles& files) {
    auto context = make_context();
    error_code failed;
    context->use_certificate_chain_file(files.certificate.string(), failed);
    if (failed) {
        return std::unexpected(TlsFault{files.certificate, "the certificate cannot be used: " + failed.message()});
    }
    const auto key = read_key(files.key);
    if (!key) return std::unexpected(key.error());
    auto* certificate = SSL_CTX_get0_certificate(context->native_handle());
    if (X509_check_private_key(certificate, key->get()) != 1) {
        ERR_clear_error();
        return std::unexpected(
            TlsFault{files.key, "this key does not belong to the certificate in " + files.certificate.string()});
    }
    if (SSL_CTX_use_PrivateKey(context->native_handle(), key->get()) != 1) {
        return std::unexpected(TlsFault{files.key, "the key cannot be used: " + last_reason()});
    }
    const auto expires = expiry_of(certificate);
    return std::shared_ptr<const TlsIdentity>(new TlsIdentity(std::move(context), expires));
}

void TlsServer::use(std::shared_ptr<const TlsIdentity> identity) {
    const std::lock_guard lock(mutex_);
    identity_ = std::move(identity);
}

std::shared_ptr<const TlsIdentity> TlsServer::identity() const {
    const std::lock_guard lock(mutex_);
    return identity_;
}

}  // namespace hotline::http
