// A private redis-server for one test.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace hotline::test {

struct RedisOptions {
    bool tcp = false;      ///< also listens on a free loopback port
    bool tls = false;      ///< also listens with TLS on another one; certificate for localhost and 127.0.0.1
    bool cluster = false;  ///< one node in cluster mode that owns all slots: commands across slots fail; starts in 2 s
    bool append_only = false;   ///< appendfsync always: what was acknowledged outlives kill()
    std::string password = {};  ///< of the default user
    /// Further redis-server arguments, e.g. {"--user", "city", "on", ">secret", "~*", "+@all"}.
    std::vector<std::string> arguments = {};
};

/// Lives in a directory of its own; always listens on a unix socket there. Throws std::runtime_error when Redis does
/// not start. Ended by its own pid in the destructor, and by the kernel when the test program dies.
class RedisServer {
public:
    explicit RedisServer(RedisOptions options = {});
    RedisServer(const RedisServer&) = delete;
    RedisServer& operator=(const RedisServer&) = delete;
    ~RedisServer();

    /// Again, with the same data, ports and password, after stop() or kill(). Returns when Redis takes commands.
    void start();
    void stop();  ///< SIGTERM, and waits
    void kill();  ///< SIGKILL, and waits
    /// SIGSTOP and SIGCONT: the sockets stay, nothing answers.
    void freeze() const;
    void thaw() const;

    [[nodiscard]] std::string unix_path() const { return (directory_ / "redis.sock").string(); }
    [[nodiscard]] std::string unix_url() const { return "unix://" + unix_path(); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint16_t tls_port() const { return tls_port_; }
    [[nodiscard]] std::string ca_file() const { return (directory_ / "certificate.pem").string(); }
    [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
    [[nodiscard]] pid_t pid() const { return pid_; }

    /// Asks over a connection of its own and waits; the text of a flat reply, "-…" when it is an error.
    [[nodiscard]] std::string ask(const std::vector<std::string>& command) const;

private:
    [[nodiscard]] std::vector<std::string> command_line() const;
    void launch();
    void wait_until_ready(int log);
    void end(int signal);
    void make_certificate() const;
    void take_all_slots() const;

    RedisOptions options_;
    std::filesystem::path directory_;
    std::uint16_t port_ = 0;
    std::uint16_t tls_port_ = 0;
    std::uint16_t bus_port_ = 0;
    pid_t pid_ = 0;
};

/// A loopback port that was free a moment ago.
[[nodiscard]] std::uint16_t free_port();

}  // namespace hotline::test
