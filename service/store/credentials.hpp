// Passwords, as their argon2id hashes. They are not part of the roster's log: an old hash is nobody's history.
#pragma once

#include <string>

#include "base/async.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

struct StoredPassword {
    std::string
        hash;  ///< empty: the person has no password; as crypto_pwhash_str writes it, parameters and salt included
    bool once = false;  ///< given out by an administrator: to be replaced at the first log-in
};

/// Lives on its link's thread. Errors of both: kStoreUnavailable, kTooBusy, and of `put` kOutcomeUnknown.
class Credentials {
public:
    explicit Credentials(redis::LinkPool& link) : link_(link) {}

    [[nodiscard]] Awaitable<Result<StoredPassword>> find(PersonId person);
    [[nodiscard]] Awaitable<Result<void>> put(PersonId person, StoredPassword password);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
