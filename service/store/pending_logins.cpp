#include "store/pending_logins.hpp"

#include <nlohmann/json.hpp>

#include "base/random_token.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using PendingJson = nlohmann::json;

}  // namespace

Awaitable<Result<void>> PendingLogins::put(std::string state, PendingLogin login) {
    const PendingJson json{{"issuer", login.issuer},
                           {"nonce", login.nonce},
                           {"verifier", login.verifier},
                           {"browser", login.browser},
                           {"return_to", login.return_to}};
    const auto kept = checked_write(
        co_await link_.call(redis::Command("SET")
                                .arg(keys::pending_login(token_digest(state)))
                                .arg(json.dump())
                                .arg("PX")
                                .arg(static_cast<long long>(std::chrono::milliseconds(kLifetime).count()))));
    if (!kept) co_return std::unexpected(kept.error());
    co_return Result<void>{};
}

Awaitable<Result<PendingLogin>> PendingLogins::take(std::string state) {
    const auto reply =
        checked_write(co_await link_.call(redis::Command("GETDEL").arg(keys::pending_login(token_digest(state)))));
    if (!reply) co_return std::unexpected(reply.error());
    const auto json = PendingJson::parse(reply->text, nullptr, false);
    if (!json.is_object()) co_return fail(ErrorCode::kLoginExpired, "begin again at /api/v1/session/oidc", "state");
    co_return PendingLogin{json.value("issuer", ""), json.value("nonce", ""), json.value("verifier", ""),
                           json.value("browser", ""), json.value("return_to", "")};
}

}  // namespace hotline
