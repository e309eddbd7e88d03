#include "desk/password_hasher.hpp"

#include <sodium.h>

#include <array>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <optional>
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

/// One of those that wait, unless they are too many.
class Place {
public:
    explicit Place(std::atomic<int>& count)
        : count_(count), taken_(count.fetch_add(1) < PasswordHasher::kMostWaiting) {}
    ~Place() { --count_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    [[nodiscard]] bool taken() const { return taken_; }

private:
    std::atomic<int>& count_;
    bool taken_;
};

/// `work` on the pool, then back to where the caller is.
template <class Work>
auto on_pool(boost::asio::thread_pool& pool, Work work) -> Awaitable<decltype(work())> {
    const auto here = co_await boost::asio::this_coro::executor;
    co_await boost::asio::post(pool, boost::asio::bind_executor(pool, boost::asio::use_awaitable));
    std::optional<decltype(work())> done;
    std::exception_ptr failure;
    try {
        done = work();
    } catch (...) {
        failure = std::current_exception();
    }
    co_await boost::asio::post(here, boost::asio::use_awaitable);
    if (failure) std::rethrow_exception(failure);
    co_return *std::move(done);
}

std::unexpected<Error> too_busy() { return fail(ErrorCode::kTooBusy, "too many people are logging in: try again"); }

}  // namespace

PasswordHasher::PasswordHasher(std::size_t threads) : nobodys_(argon2id(random_token())), pool_(threads) {}

PasswordHasher::~PasswordHasher() { pool_.join(); }

Awaitable<Result<std::string>> PasswordHasher::hash(std::string password) {
    const Place place(waiting_);
    if (!place.taken()) co_return too_busy();
    co_return co_await on_pool(pool_, [&] { return argon2id(password); });
}

Awaitable<Result<bool>> PasswordHasher::verify(std::string hash, std::string password) {
    const Place place(waiting_);
    if (!place.taken()) co_return too_busy();
    const std::string& against = hash.empty() ? nobodys_ : hash;
    const bool same = co_await on_pool(pool_, [&] { return matches_hash(against, password); });
    co_return same && !hash.empty();
}

}  // namespace hotline
