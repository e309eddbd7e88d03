// Hashes and checks passwords (argon2id, libsodium) on threads of its own: each takes tens of milliseconds and 64 MB.
#pragma once

#include <string>

#include "base/bounded_pool.hpp"

namespace hotline {

/// Thread-safe; shared by all. Results come back on the caller's executor.
class PasswordHasher {
public:
    /// More than so many at once are refused: a flood of log-ins must not take the machine.
    static constexpr int kMostWaiting = 16;

    explicit PasswordHasher(std::size_t threads);

    /// kTooBusy.
    [[nodiscard]] Awaitable<Result<std::string>> hash(std::string password);
    /// kTooBusy. Takes as long for a hash that is empty (nobody has it) as for a real one, and says no.
    [[nodiscard]] Awaitable<Result<bool>> verify(std::string hash, std::string password);

    /// Before the executors of those who wait are gone.
    void stop() { pool_.join(); }

private:
    std::string nobodys_;
    BoundedPool pool_;
};

}  // namespace hotline
