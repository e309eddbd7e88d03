// Log-in sessions in Redis: any node knows them, and one that is ended is ended everywhere at once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

struct Session {
    std::string id;  ///< of the cookie's hash: no secret
    PersonId person;
    Instant began_at{};
    Instant seen_at{};  ///< its last use, a minute is near enough
    std::string address;
    std::string agent;  ///< the browser, in its own words
};

/// Lives on its link's thread. Errors of all: kStoreUnavailable, kTooBusy, and of those that write kOutcomeUnknown.
class Sessions {
public:
    explicit Sessions(redis::LinkPool& link) : link_(link) {}

    /// `lifetime` is of the world: afterwards Redis forgets it, whoever looks.
    [[nodiscard]] Awaitable<Result<void>> put(Session session, std::chrono::milliseconds lifetime);
    /// Of one that is still there; one that has been ended stays so.
    [[nodiscard]] Awaitable<Result<void>> saw(Session session);
    /// kSessionNotFound.
    [[nodiscard]] Awaitable<Result<Session>> find(std::string id);
    /// In the order of `ids`; nothing for one that is not there.
    [[nodiscard]] Awaitable<Result<std::vector<std::optional<Session>>>> find_each(std::vector<std::string> ids);
    [[nodiscard]] Awaitable<Result<std::vector<Session>>> of(PersonId person);
    /// Of all of these people, in two rounds however many there are.
    [[nodiscard]] Awaitable<Result<std::vector<Session>>> of_all(std::vector<PersonId> people);
    [[nodiscard]] Awaitable<Result<void>> end(Session session);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
