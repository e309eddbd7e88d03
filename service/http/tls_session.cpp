#include "http/tls_session.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <new>

namespace hotline::http {

namespace {

// OpenSSL's own way to a socket would raise SIGPIPE, and keep a descriptor that may by then be another connection's.
namespace socket_bio {

using boost::system::error_code;
using Socket = boost::asio::ip::tcp::socket;
namespace failure = boost::asio::error;

bool would_block(const error_code& error) { return error == failure::would_block || error == failure::try_again; }

Socket& socket_of(BIO* bio) { return *static_cast<Socket*>(BIO_get_data(bio)); }

int read(BIO* bio, char* to, std::size_t size, std::size_t* bytes) {
    BIO_clear_retry_flags(bio);
    error_code failed;
    *bytes = socket_of(bio).read_some(boost::asio::buffer(to, size), failed);
    if (would_block(failed)) BIO_set_retry_read(bio);
    if (failed == failure::eof) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return failed ? 0 : 1;
}

int write(BIO* bio, const char* from, std::size_t size, std::size_t* bytes) {
    BIO_clear_retry_flags(bio);
    error_code failed;
    *bytes = socket_of(bio).write_some(boost::asio::buffer(from, size), failed);
    if (would_block(failed)) BIO_set_retry_write(bio);
    return failed ? 0 : 1;
}

long control(BIO* bio, int command, long /*number*/, void* /*unused*/) {
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct FreeMethod {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, FreeMethod> kMethod = [] {
        std::unique_ptr<BIO_METHOD, FreeMethod> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "asio socket"));
        if (!made) throw std::bad_alloc();
        BIO_meth_set_read_ex(made.get(), read);
        BIO_meth_set_write_ex(made.get(), write);
        BIO_meth_set_ctrl(made.get(), control);
        return made;
    }();
    return kMethod.get();
}

BIO* on(Socket& socket) {
    auto* bio = BIO_new(method());
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, &socket);
    BIO_set_init(bio, 1);
    return bio;
}

}  // namespace socket_bio

}  // namespace

void TlsSession::Free::operator()(SSL* ssl) const { SSL_free(ssl); }

TlsSession::TlsSession(const TlsIdentity& identity, boost::asio::ip::tcp::socket& socket)
    : ssl_(SSL_new(identity.context())) {
    if (!ssl_) throw std::bad_alloc();
    auto* bio = socket_bio::on(socket);
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_accept_state(ssl_.get());
}

// What failed elsewhere on this thread would be taken for this session's failure: each step begins with a clean slate.
TlsSession::Step TlsSession::shake_hands() {
    ERR_clear_error();
    return step_of(SSL_do_handshake(ssl_.get()));
}

TlsSession::Step TlsSession::read(std::span<char> room, std::size_t& bytes) {
    ERR_clear_error();
    return step_of(SSL_read_ex(ssl_.get(), room.data(), room.size(), &bytes));
}

TlsSession::Step TlsSession::write(std::string_view text, std::size_t& bytes) {
    ERR_clear_error();
    return step_of(SSL_write_ex(ssl_.get(), text.data(), text.size(), &bytes));
}

void TlsSession::say_goodbye() {
    if (over_ || SSL_is_init_finished(ssl_.get()) == 0) return;
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    over_ = true;
}

TlsSession::Step TlsSession::step_of(int result) {
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_NONE: return Step::kDone;
        case SSL_ERROR_WANT_READ: return Step::kAwaitsRead;
        case SSL_ERROR_WANT_WRITE: return Step::kAwaitsWrite;
        case SSL_ERROR_ZERO_RETURN: return Step::kEnded;
        default: over_ = true; return Step::kFailed;
    }
}

}  // namespace hotline::http
