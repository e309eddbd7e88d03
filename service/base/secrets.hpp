// The secrets of a data set, as an administrator keeps them in one file (or environment variable):
//   64 hexadecimal digits             the data set's own, for hashes and the chain of events: never another
//   encryption 64 hexadecimal digits  any number of such lines, keys of personal data: the first seals, the others open
// Without such a line personal data is sealed with a key that follows from the data set's own secret; that one always
// opens. '#' begins a comment.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/keyed_hash.hpp"
#include "base/keyring.hpp"

namespace hotline {

/// Where they are: in a file, or, where an environment variable was named instead, in what that holds.
struct SecretSource {
    std::filesystem::path file = "secret";
    std::optional<std::string> text = {};
};

struct Secrets {
    KeyedHash hash;
    Keyring keys;

    /// kBadConfiguration, with the line. What is wrong is never repeated: it may be half of a secret.
    [[nodiscard]] static Result<Secrets> from_text(std::string_view text);
    /// kBadConfiguration, with the file's name.
    [[nodiscard]] static Result<Secrets> from(const SecretSource& source);
};

}  // namespace hotline
