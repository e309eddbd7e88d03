// A real mail server for tests: Exim, private to the test, on loopback ports, keeping what it accepts as files.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace hotline::notify::test {

/// An e-mail as it lies in the mailbox, with its encodings undone.
struct Mail {
    std::map<std::string, std::string> headers;
    std::string text;  ///< lines end with "\n"
};

/// Starts in the constructor, ends with the object. Who logs in as "city" with the password "s3cret" may send to
/// everybody but nobody@ (550), busy@ (451) and full@ (552 to the text); to open@ everybody may.
class MailServer {
public:
    MailServer();
    ~MailServer();
    MailServer(const MailServer&) = delete;
    MailServer& operator=(const MailServer&) = delete;

    /// Offers STARTTLS, and log-in after it.
    [[nodiscard]] std::string url() const { return "smtp://localhost:" + std::to_string(port_); }
    /// TLS from the first byte.
    [[nodiscard]] std::string tls_url() const { return "smtps://localhost:" + std::to_string(tls_port_); }
    /// Offers neither.
    [[nodiscard]] std::string plain_url() const { return "smtp://localhost:" + std::to_string(plain_port_); }
    /// The authority that its certificate is to be trusted by.
    [[nodiscard]] std::string ca_file() const { return (folder_ / "cert.pem").string(); }

    /// Waits until so many have arrived, ten seconds at most; in the order of their arrival.
    [[nodiscard]] std::vector<Mail> mailbox(std::size_t count) const;

private:
    [[nodiscard]] std::string configuration() const;
    void wait_until_ready() const;
    void end();

    std::filesystem::path folder_;
    std::uint16_t port_, tls_port_, plain_port_;
    pid_t pid_ = 0;
};

}  // namespace hotline::notify::test
