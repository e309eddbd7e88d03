#include "city.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/random_token.hpp"
#include "http/problem.hpp"
#include "http/request_reader.hpp"
#include "http/request_target.hpp"
#include "settings/load_configuration.hpp"

namespace hotline::fuzz {
namespace {

constexpr std::size_t kTogether = 256 * 1024;

std::shared_ptr<const Configuration> shipped() {
    auto loaded = load_configuration(HOTLINE_SOURCE_DIR "/config");
    if (!loaded) throw std::runtime_error(to_string(loaded.error()));
    return std::make_shared<const Configuration>(*std::move(loaded));
}

Error away() { return {ErrorCode::kStoreUnavailable, "the store is away", "", {}}; }

}  // namespace

City::City()
    : secrets_(Secrets::from_text(std::string(64, '7')).value()),
      links_(io_.get_executor(), {}, observer_, 1),
      backend_(io_.get_executor(), links_, {clock_, clock_, secrets_, metrics_, log_, hasher_, 16, 0, false},
               {StoreHooks{},
                []() -> Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> { co_return api::Reloaded{}; },
                []() -> Awaitable<Result<std::shared_ptr<const Roster>>> { co_return std::unexpected(away()); },
                0,
                {[](live::Joining) -> Awaitable<Result<live::Joined>> { co_return std::unexpected(away()); },
                 [](const live::Member&) {}}},
               with_people()) {
    backend_.add_routes(router_);
}

api::Installation City::with_people() {
    std::vector<RosterEntry> entries;
    for (const auto& [role, name] : kRoleNames) {
        if (role == Role::kSystem) continue;
        const PersonId id{std::string(name)};
        const std::string token = random_token();
        bearers_.push_back("Bearer " + token);
        const auto next = [&] { return static_cast<Revision>(entries.size()) + 1; };
        entries.push_back({next(), Account{{id, id.value, {role}, {TaskForceId("IND")}}, false}, id, {}});
        entries.push_back({next(), ApiToken{id.value, "", id, token_digest(token), {}, {}, false}, id, {}});
    }
    return {shipped(), std::make_shared<const Roster>(Roster().with(entries))};
}

std::optional<http::HttpReply> City::answer(std::size_t who, std::string_view bytes) {
    if (bytes.size() > kTogether) return std::nullopt;
    const http::HttpSettings settings;
    http::RequestReader reader(settings);
    http::HttpRequest request;
    auto progress = http::RequestReader::Progress::kNeedMore;
    while (!bytes.empty() && progress == http::RequestReader::Progress::kNeedMore) {
        const auto room = reader.prepare();
        const auto size = std::min(room.size(), bytes.size());
        std::copy_n(bytes.data(), size, room.data());
        reader.commit(size);
        bytes.remove_prefix(size);
        progress = reader.advance(request);
    }
    if (progress == http::RequestReader::Progress::kRefused) return http::problem(reader.error(), request);
    if (progress != http::RequestReader::Progress::kComplete) return std::nullopt;
    if (const auto read = http::read_target(reader.target(), request); !read)
        return http::problem(read.error(), request);
    const auto match = router_.match(request);
    if (!match) return http::problem(match.error(), request);
    if (match->route == nullptr) return http::no_content();
    // In front, where it is found first; without one the request comes with whatever cookie it has.
    if (who < bearers_.size()) request.headers.insert(request.headers.begin(), {"Authorization", bearers_[who]});
    std::optional<http::HttpReply> reply;
    spawn(
        io_.get_executor(),
        [](const http::Route* route, const http::HttpRequest* asked, std::optional<http::HttpReply>* answered)
            -> Awaitable<void> { *answered = co_await route->handler(*asked); }(match->route, &request, &reply),
        [](const std::exception_ptr& error) { std::rethrow_exception(error); });
    io_.restart();
    io_.run();
    if (!reply) throw std::logic_error("a handler waits for something that never comes");
    return reply;
}

}  // namespace hotline::fuzz
