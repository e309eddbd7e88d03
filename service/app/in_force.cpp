#include "app/in_force.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iostream>

#include "app/holiday_notice.hpp"
#include "app/installation.hpp"
#include "app/login_provider.hpp"
#include "app/metric_labels.hpp"
#include "settings/load_configuration.hpp"

namespace hotline {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds kFollowingPeriod{1};

/// All that is wrong is told at once.
template <class T>
void also_refuse(std::expected<T, ConfigurationErrors>& outcome, const ConfigurationErrors& why) {
    auto all = outcome ? ConfigurationErrors{} : std::move(outcome).error();
    all.insert(all.end(), why.begin(), why.end());
    outcome = std::unexpected(std::move(all));
}

}  // namespace

InForce::InForce(Parts parts) : parts_(parts) {
    auto configuration = read_configuration();
    if (!configuration) throw std::runtime_error("the configuration was refused:\n" + to_string(configuration.error()));
    loaded_ = *std::move(configuration);
    auto client_secret = read_client_secret(parts_.options);
    if (!client_secret) throw std::runtime_error(to_string(client_secret.error()));
    client_secret_ = *std::move(client_secret);
    auto channel_secrets = read_channel_secrets(parts_.options);
    if (!channel_secrets) throw std::runtime_error(to_string(channel_secrets.error()));
    channel_secrets_ = *std::move(channel_secrets);
    declare(*loaded_);
}

std::expected<std::shared_ptr<const Configuration>, ConfigurationErrors> InForce::read_configuration() const {
    auto configuration = load_configuration(parts_.options.config);
    if (!configuration) return std::unexpected(configuration.error());
    configuration->rulebook.loaded_at = parts_.clock.now();
    return std::make_shared<const Configuration>(*std::move(configuration));
}

void InForce::declare(const Configuration& configuration) {
    version_ = configuration.rulebook.version;
    parts_.metrics.declare_labels(metric_labels(configuration.rulebook));
    tell_known_holidays(configuration, parts_.clock.now(), parts_.metrics, parts_.log);
}

std::string InForce::put_in_force() {
    api::Installation installation{loaded_, roster_};
    if (profile_.revision > 0) {
        if (auto switched = under_profile(loaded_, profile_.profile)) {
            installation.configuration = std::move(switched);
        } else {
            parts_.log.error("profile_unknown", {{"profile", profile_.profile}, {"effect", loaded_->default_profile}});
        }
    }
    installation.configuration = with_people(installation.configuration, roster_->directory());
    declare(*installation.configuration);
    dispatch_ = dispatch_of(installation.configuration, channel_secrets_);
    const auto registration = registration_of(loaded_->login, client_secret_);
    for (const auto& worker : parts_.workers) {
        asio::post(worker->io(),
                   [worker = worker.get(), installation, registration] { worker->use(installation, registration); });
    }
    // Behind the first worker's own turn, which works under them by then.
    asio::post(parts_.workers.front()->io(), [this] { new_rules_(); });
    return version_;
}

Awaitable<Result<std::shared_ptr<const Roster>>> InForce::follow_roster() {
    auto entries = co_await parts_.workers.front()->backend().roster_log().after(roster_->revision());
    if (!entries) co_return std::unexpected(entries.error());
    // Somebody else may have followed meanwhile.
    std::erase_if(*entries, [&](const RosterEntry& entry) { return entry.revision <= roster_->revision(); });
    if (entries->empty()) co_return roster_;
    roster_ = std::make_shared<const Roster>(roster_->with(*entries));
    put_in_force();
    parts_.log.info("roster_taken", {{"revision", roster_->revision()}, {"changes", entries->size()}});
    co_return roster_;
}

Awaitable<Result<void>> InForce::welcome_first_admin() {
    const auto roster = co_await follow_roster();
    if (!roster) co_return std::unexpected(roster.error());
    if (!(*roster)->accounts().empty()) co_return Result<void>{};
    Worker& first = *parts_.workers.front();
    const PersonId admin("admin");
    const auto added = co_await add_first_admin(first.backend().roster_log(), admin, parts_.clock.now());
    if (!added) co_return std::unexpected(added.error());
    if (!*added) co_return Result<void>{};  // another node is welcoming them
    const auto password = co_await first.backend().logins().reset_password(admin);
    if (!password) co_return std::unexpected(password.error());
    // Not in the log, which others read and keep.
    std::cout << "The first administrator is \"admin\". One-time password: " << *password << '\n' << std::flush;
    const auto taken = co_await follow_roster();
    if (!taken) co_return std::unexpected(taken.error());
    co_return Result<void>{};
}

Awaitable<void> InForce::follow_profile() {
    const auto last = co_await parts_.workers.front()->backend().profile_log().last(1);
    if (!last || last->empty() || last->front().revision == profile_.revision) co_return;
    profile_ = last->front();
    const auto version = put_in_force();
    parts_.log.info("profile_taken", {{"profile", profile_.profile},
                                      {"revision", profile_.revision},
                                      {"by", profile_.by.value},
                                      {"configuration", version}});
}

Awaitable<void> InForce::keep_following(const std::atomic<bool>& running) {
    asio::steady_timer timer(parts_.workers.front()->io());
    while (running) {
        timer.expires_after(kFollowingPeriod);
        co_await timer.async_wait(kAwait);
        co_await follow_profile();
        (void)co_await follow_roster();  // a store that is away is told by the link
    }
}

ConfigurationErrors InForce::warn_of_doubts() {
    auto warnings = people_missing(*loaded_, roster_->directory());
    const auto doubts = doubtful_channels(*loaded_, channel_secrets_);
    warnings.insert(warnings.end(), doubts.begin(), doubts.end());
    for (const ConfigurationError& warning : warnings) {
        parts_.log.warning("configuration_doubtful", {{"what", to_string({warning})}});
    }
    return warnings;
}

Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> InForce::reload() {
    if (reloading_.exchange(true)) {
        co_return std::unexpected(ConfigurationErrors{{"", 0, "a reload is under way: try again"}});
    }
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(files_, asio::bind_executor(files_, asio::use_awaitable));
    auto configuration = read_configuration();
    auto certificate = parts_.certificate.read();
    if (!certificate) also_refuse(configuration, certificate.error());
    auto client_secret = read_client_secret(parts_.options);
    if (!client_secret) also_refuse(configuration, client_secret.error());
    auto channel_secrets = read_channel_secrets(parts_.options);
    if (!channel_secrets) also_refuse(configuration, channel_secrets.error());
    asio::io_context& first = parts_.workers.front()->io();
    co_await asio::post(first, asio::bind_executor(first, asio::use_awaitable));
    parts_.metrics.configuration_reloaded(configuration.has_value());
    std::expected<api::Reloaded, ConfigurationErrors> outcome;
    if (configuration) {
        const auto doubts = parts_.certificate.take(*std::move(certificate));
        client_secret_ = *std::move(client_secret);
        channel_secrets_ = *std::move(channel_secrets);
        outcome = take(*configuration);
        outcome->warnings.insert(outcome->warnings.end(), doubts.begin(), doubts.end());
    } else {
        parts_.log.error("configuration_refused", {{"why", to_string(configuration.error())}});
        outcome = std::unexpected(configuration.error());
    }
    co_await asio::post(here, asio::use_awaitable);
    reloading_ = false;
    co_return outcome;
}

api::Reloaded InForce::take(std::shared_ptr<const Configuration> configuration) {
    const std::string before = version_;
    loaded_ = std::move(configuration);
    const auto version = put_in_force();
    auto warnings = warn_of_doubts();
    parts_.log.info("configuration_taken", {{"configuration", version}, {"changed", version != before}});
    return {version, version != before, std::move(warnings)};
}

}  // namespace hotline
