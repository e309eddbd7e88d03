#include "store/used_links.hpp"

#include "base/random_token.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

Awaitable<Result<bool>> UsedLinks::use(std::string link, std::chrono::milliseconds lifetime) {
    const auto reply = checked_write(co_await link_.call(redis::Command("SET")
                                                             .arg(keys::used_link(token_digest(link)))
                                                             .arg("1")
                                                             .arg("NX")
                                                             .arg("PX")
                                                             .arg(static_cast<long long>(lifetime.count()))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return !reply->is_nil();
}

Awaitable<Result<void>> UsedLinks::give_back(std::string link) {
    const auto done =
        checked_write(co_await link_.call(redis::Command("DEL").arg(keys::used_link(token_digest(link)))));
    if (!done) co_return std::unexpected(done.error());
    co_return Result<void>{};
}

Awaitable<Result<bool>> UsedLinks::is_used(std::string link) {
    const auto reply =
        checked_read(co_await link_.call(redis::Command("EXISTS").arg(keys::used_link(token_digest(link)))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->integer > 0;
}

}  // namespace hotline
