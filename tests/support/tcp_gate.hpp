// A gate between a client and a server, for everything a network can do to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

namespace hotline::test {

/// Listens on a free loopback port and forwards each connection to the server's unix socket or loopback port. Has a
/// thread of its own; every function may be called from any thread and takes effect on open and new connections.
class TcpGate {
public:
    enum class Mode {
        kPass,
        kStall,       ///< nothing is read any more, in neither direction; connections stay
        kHalfOpen,    ///< what comes in is swallowed; nothing ever comes back
        kByteByByte,  ///< each byte is a segment of its own
        kGarbage,     ///< what comes in is answered with garbage, and the server does not see it
        kRefuse,      ///< new connections are closed at once
    };

    /// `unix_path`, or a number: a loopback port. The seed is printed, and decides all that is random.
    explicit TcpGate(const std::string& server);
    TcpGate(const std::string& server, std::uint64_t seed);
    TcpGate(const TcpGate&) = delete;
    TcpGate& operator=(const TcpGate&) = delete;
    ~TcpGate();

    [[nodiscard]] std::uint16_t port() const;

    void set_mode(Mode mode);
    /// What kGarbage answers.
    void set_garbage(std::string bytes);
    /// Each new connection dies after a number of bytes, drawn from [min, max]: for one connection they are counted as
    /// the client sends them, for the next as the server does. 0, 0: no more.
    void cut_randomly(std::size_t min, std::size_t max);
    /// Closes all connections, and returns when that is done.
    void cut_now();

    /// Accepted since the start.
    [[nodiscard]] std::size_t connections() const;
    /// Ended by cut_randomly().
    [[nodiscard]] std::size_t cuts() const;

private:
    struct State;
    struct Connection;

    std::shared_ptr<State> state_;
    std::thread thread_;
};

}  // namespace hotline::test
