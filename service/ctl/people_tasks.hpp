// hotlinectl's way to the people: for the first ones, for many at once, and for the day on which no administrator can
// log in.
#pragma once

#include <filesystem>
#include <string>

#include "base/async.hpp"
#include "base/keyed_hash.hpp"
#include "redis/link_pool.hpp"
#include "settings/configuration.hpp"

namespace hotline::ctl {

/// Adds whoever people.yaml names and the roster does not, and changes whoever it names differently; who is not in the
/// file stays as is. A person's `token_sha256` becomes a token without limits. What was done, in words. Throws
/// std::runtime_error with all the file's mistakes.
[[nodiscard]] Awaitable<std::string> import_people(redis::LinkPool& link, std::filesystem::path file,
                                                   const Catalogue& catalogue);

/// One line for each person: id, roles, task forces, name.
[[nodiscard]] Awaitable<std::string> list_people(redis::LinkPool& link);

/// A one-time password; every session of the person ends. Throws std::runtime_error if there is nobody of that id.
[[nodiscard]] Awaitable<std::string> reset_password(redis::LinkPool& link, const KeyedHash& hash, std::string person);

}  // namespace hotline::ctl
