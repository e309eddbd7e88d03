#include "desk/password_hasher.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

#include "base/random_token.hpp"

namespace hotline {
namespace {

// OWASP's recommendation is 19 MB and two passes; this is more, and still some 100 ms.
constexpr unsigned long long kPasses = crypto_pwhash_OPSLIMIT_INTERACTIVE;
constexpr std::size_t kMemory = crypto_pwhash_MEMLIMIT_INTERACTIVE;

std::string argon2id(const std::string& password) {
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str(out.data(), password.data(), password.size(), kPasses, kMemory) != 0) {
        throw std::runtime_error("there is no memory to hash a password in");
    }
    return out.data();
}

bool matches_hash(const std::string& hash, const std::string& password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

constexpr const char* kTooMany = "too many people are logging in: try again";

}  // namespace

PasswordHasher::PasswordHasher(std::size_t threads)
    : nobodys_(argon2id(random_token())), pool_(threads, kMostWaiting) {}

Awaitable<Result<std::string>> PasswordHasher::hash(std::string password) {
    co_return co_await pool_.run([&] { return argon2id(password); }, kTooMany);
}

Awaitable<Result<bool>> PasswordHasher::verify(std::string hash, std::string password) {
    const std::string& against = hash.empty() ? nobodys_ : hash;
    const auto same = co_await pool_.run([&] { return matches_hash(against, password); }, kTooMany);
    if (!same) co_return std::unexpected(same.error());
    co_return *same && !hash.empty();
}

}  // namespace hotline
