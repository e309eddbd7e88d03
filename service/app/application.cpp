#include "app/application.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>

#include "app/holiday_notice.hpp"
#include "app/installation.hpp"
#include "app/login_provider.hpp"
#include "app/metric_labels.hpp"
#include "app/version.hpp"
#include "engine/queue_watch.hpp"
#include "http/address_limit.hpp"
#include "redis/url.hpp"
#include "settings/load_configuration.hpp"
#include "store/dataset.hpp"
#include "store/function_library.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto kWaitForRedis = 60s;
constexpr auto kDrain = 15s;
constexpr auto kQueueWatchPeriod = 5s;
constexpr auto kFollowingPeriod = 1s;

Secrets read_secrets(const SecretSource& source) {
    auto secrets = Secrets::from(source);
    if (!secrets) throw std::runtime_error(secrets.error().detail);
    return *std::move(secrets);
}

redis::LinkSettings redis_settings(const Options& options) {
    auto settings = redis::parse_url(options.redis_url);
    if (!settings) throw std::runtime_error("--redis: " + settings.error().detail);
    settings->handshake.push_back(load_functions());
    return *settings;
}

std::unique_ptr<VirtualClock> virtual_clock(const ClockOption& option) {
    return option.start ? std::make_unique<VirtualClock>(*option.start, option.speed) : nullptr;
}

/// All that is wrong is told at once.
template <class T>
void also_refuse(std::expected<T, ConfigurationErrors>& outcome, const ConfigurationErrors& why) {
    auto all = outcome ? ConfigurationErrors{} : std::move(outcome).error();
    all.insert(all.end(), why.begin(), why.end());
    outcome = std::unexpected(std::move(all));
}

}  // namespace

Application::Application(Options options)
    : options_(std::move(options)),
      virtual_clock_(virtual_clock(options_.clock)),
      clock_(virtual_clock_ ? static_cast<const Clock&>(*virtual_clock_) : real_clock_),
      log_(real_clock_, options_.log_level),
      metrics_(kVersion, kCommit),
      secrets_(read_secrets(options_.secret)),
      client_({.ca_file = options_.ca_file.string()}),
      certificate_(options_, real_clock_, metrics_, log_) {
    auto configuration = read_configuration();
    if (!configuration) throw std::runtime_error("the configuration was refused:\n" + to_string(configuration.error()));
    loaded_ = *std::move(configuration);
    auto client_secret = read_client_secret(options_);
    if (!client_secret) throw std::runtime_error(to_string(client_secret.error()));
    client_secret_ = *std::move(client_secret);
    declare(*loaded_);
    alarm_.on_earlier([this] {
        asio::post(workers_.front()->io(), [this] {
            if (timers_ != nullptr) timers_->wake();
        });
    });
    build_workers();
}

Application::~Application() = default;

std::expected<std::shared_ptr<const Configuration>, ConfigurationErrors> Application::read_configuration() const {
    auto configuration = load_configuration(options_.config);
    if (!configuration) return std::unexpected(configuration.error());
    configuration->rulebook.loaded_at = clock_.now();
    return std::make_shared<const Configuration>(*std::move(configuration));
}

void Application::build_workers() {
    const bool tls = certificate_.server() != nullptr || options_.tls_at_proxy;
    const Backend::Shared backend{
        clock_, secrets_, metrics_, log_, hasher_, options_.partitions, options_.requests_per_person, tls};
    const Shared shared{backend, alarm_, client_, accepting_};
    http::HttpSettings http;
    http.host = options_.host;
    http.port = options_.port;
    http.tls = certificate_.server();
    http.proxies = options_.trusted_proxies;
    if (const auto limit = options_.connections_per_address; limit > 0) {
        http.addresses = std::make_shared<http::AddressLimit>(limit);
    }
    for (int i = 0; i < options_.threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(
            shared, redis_settings(options_), http, api::Installation{loaded_, roster_}, [this] { return reload(); },
            [this] { return asio::co_spawn(workers_.front()->io(), follow_roster(), asio::use_awaitable); }));
        http.port = workers_.front()->listener().port();
    }
}

void Application::declare(const Configuration& configuration) {
    version_ = configuration.rulebook.version;
    metrics_.declare_labels(metric_labels(configuration.rulebook));
    tell_known_holidays(configuration, clock_.now(), metrics_, log_);
}

std::string Application::put_in_force() {
    api::Installation installation{loaded_, roster_};
    if (profile_.revision > 0) {
        if (auto switched = under_profile(loaded_, profile_.profile)) {
            installation.configuration = std::move(switched);
        } else {
            log_.error("profile_unknown", {{"profile", profile_.profile}, {"effect", loaded_->default_profile}});
        }
    }
    installation.configuration = with_people(installation.configuration, roster_->directory());
    declare(*installation.configuration);
    const auto registration = registration_of(loaded_->login, client_secret_);
    for (const auto& worker : workers_) {
        asio::post(worker->io(),
                   [worker = worker.get(), installation, registration] { worker->use(installation, registration); });
    }
    // Behind the first worker's own turn, so that it audits under the new rules.
    asio::post(workers_.front()->io(), [this] {
        if (auditor_ != nullptr) auditor_->wake();
    });
    return version_;
}

Awaitable<Result<std::shared_ptr<const Roster>>> Application::follow_roster() {
    auto entries = co_await workers_.front()->backend().roster_log().after(roster_->revision());
    if (!entries) co_return std::unexpected(entries.error());
    // Somebody else may have followed meanwhile.
    std::erase_if(*entries, [&](const RosterEntry& entry) { return entry.revision <= roster_->revision(); });
    if (entries->empty()) co_return roster_;
    roster_ = std::make_shared<const Roster>(roster_->with(*entries));
    put_in_force();
    log_.info("roster_taken", {{"revision", roster_->revision()}, {"changes", entries->size()}});
    co_return roster_;
}

Awaitable<Result<void>> Application::welcome_first_admin() {
    const auto roster = co_await follow_roster();
    if (!roster) co_return std::unexpected(roster.error());
    if (!(*roster)->accounts().empty()) co_return Result<void>{};
    Worker& first = *workers_.front();
    const PersonId admin("admin");
    const auto added = co_await add_first_admin(first.backend().roster_log(), admin, clock_.now());
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

Awaitable<void> Application::follow_profile() {
    const auto last = co_await workers_.front()->backend().profile_log().last(1);
    if (!last || last->empty() || last->front().revision == profile_.revision) co_return;
    profile_ = last->front();
    const auto version = put_in_force();
    log_.info("profile_taken", {{"profile", profile_.profile},
                                {"revision", profile_.revision},
                                {"by", profile_.by.value},
                                {"configuration", version}});
}

Awaitable<void> Application::keep_following() {
    asio::steady_timer timer(workers_.front()->io());
    while (accepting_) {
        timer.expires_after(kFollowingPeriod);
        co_await timer.async_wait(kAwait);
        co_await follow_profile();
        (void)co_await follow_roster();  // a store that is away is told by the link
    }
}

ConfigurationErrors Application::warn_of_missing_people() {
    auto warnings = people_missing(*loaded_, roster_->directory());
    for (const ConfigurationError& warning : warnings) {
        log_.warning("configuration_doubtful", {{"what", to_string({warning})}});
    }
    return warnings;
}

void Application::spawn_on(Worker& worker, Awaitable<void> task) {
    spawn(worker.io().get_executor(), std::move(task), [this](std::exception_ptr error) {
        metrics_.unhandled_exception("task");
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& exception) {
            log_.error("unhandled_exception", {{"what", exception.what()}});
        }
    });
}

int Application::run() {
    Worker& first = *workers_.front();
    spawn_on(first, stop_on_signal());
    spawn_on(first, serve());
    for (std::size_t i = 1; i < workers_.size(); ++i) {
        threads_.emplace_back([worker = workers_[i].get()] {
            const auto keep_running = asio::make_work_guard(worker->io());
            worker->run();
        });
    }
    first.run();
    for (const auto& worker : workers_) worker->io().stop();
    for (std::thread& thread : threads_) thread.join();
    files_.join();
    hasher_.stop();
    client_.stop();
    log_.info("stopped", {{"exit_code", exit_code_}});
    log_.flush();
    return exit_code_;
}

Awaitable<void> Application::serve() {
    Worker& first = *workers_.front();
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [links = &worker->links()] { links->start(); });
    }
    if (!co_await store_is_ours() || !co_await somebody_may_log_in()) {
        if (!accepting_) co_return;  // told to stop while waiting for Redis
        exit_code_ = 1;
        co_await shut_down();
        co_return;
    }
    co_await follow_profile();
    warn_of_missing_people();
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [listener = &worker->listener()] { listener->start(); });
    }
    spawn_on(first, watch_queues());
    spawn_on(first, fire_timers());
    spawn_on(first, audit());
    spawn_on(first, reload_on_hangup());
    spawn_on(first, keep_following());
    log_.info("listening", {{"address", options_.host},
                            {"port", first.listener().port()},
                            {"threads", options_.threads},
                            {"configuration", version_},
                            {"version", kVersion}});
}

Awaitable<void> Application::stop_on_signal() {
    asio::signal_set stop(workers_.front()->io(), SIGTERM, SIGINT);
    co_await stop.async_wait(kAwait);
    log_.info("stopping");
    co_await shut_down();
}

Awaitable<bool> Application::store_is_ours() {
    redis::LinkPool& links = workers_.front()->links();
    if (!co_await links.until_connected(kWaitForRedis)) {
        log_.error("redis_unreachable", {{"seconds", kWaitForRedis.count()}});
        co_return false;
    }
    auto ours = co_await check_dataset(links, options_.partitions, secrets_);
    if (ours && virtual_clock_) {
        const auto origin = co_await clock_origin(links, real_clock_.now());
        if (origin) {
            virtual_clock_->begin_at(*origin);
        } else {
            ours = std::unexpected(origin.error());
        }
    }
    if (!ours) log_.error("data_set_refused", {{"why", ours.error().detail}});
    co_return ours.has_value();
}

Awaitable<bool> Application::somebody_may_log_in() {
    const auto welcomed = co_await welcome_first_admin();
    if (!welcomed) log_.error("roster_unreadable", {{"why", welcomed.error().detail}});
    co_return welcomed.has_value();
}

Awaitable<void> Application::watch_queues() {
    Worker& first = *workers_.front();
    QueueWatch watch(first.backend().queues(), metrics_);
    asio::steady_timer timer(first.io());
    while (accepting_) {
        // A store that is away is told by the link; the gauges keep what they last knew.
        (void)co_await watch.cycle(first.rules());
        timer.expires_after(kQueueWatchPeriod);
        co_await timer.async_wait(kAwait);
    }
}

Awaitable<void> Application::fire_timers() {
    Worker& first = *workers_.front();
    Timers timers(first.links(), options_.partitions);
    TimerEngine engine(first.io(), {timers, first.backend().store(), first.backend().desk(), clock_, metrics_, log_},
                       alarm_);
    timers_ = &engine;
    co_await engine.run();
    timers_ = nullptr;
}

Awaitable<void> Application::audit() {
    Worker& first = *workers_.front();
    ListingReader listings(first.links(), options_.partitions);
    Auditor auditor(first.io(),
                    {listings, first.backend().store(), first.backend().presence(), first.backend().desk(), clock_,
                     real_clock_, metrics_, log_},
                    {});
    auditor_ = &auditor;
    co_await auditor.run();
    auditor_ = nullptr;
}

Awaitable<void> Application::reload_on_hangup() {
    asio::signal_set hangup(workers_.front()->io(), SIGHUP);
    while (accepting_) {
        const auto [error, signal] = co_await hangup.async_wait(kAwait);
        if (!error) (void)co_await reload();
    }
}

Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> Application::reload() {
    if (reloading_.exchange(true)) {
        co_return std::unexpected(ConfigurationErrors{{"", 0, "a reload is under way: try again"}});
    }
    const auto here = co_await asio::this_coro::executor;
    co_await asio::post(files_, asio::bind_executor(files_, asio::use_awaitable));
    auto configuration = read_configuration();
    auto certificate = certificate_.read();
    if (!certificate) also_refuse(configuration, certificate.error());
    auto client_secret = read_client_secret(options_);
    if (!client_secret) also_refuse(configuration, client_secret.error());
    asio::io_context& first = workers_.front()->io();
    co_await asio::post(first, asio::bind_executor(first, asio::use_awaitable));
    metrics_.configuration_reloaded(configuration.has_value());
    std::expected<api::Reloaded, ConfigurationErrors> outcome;
    if (configuration) {
        const auto doubts = certificate_.take(*std::move(certificate));
        client_secret_ = *std::move(client_secret);
        outcome = take(*configuration);
        outcome->warnings.insert(outcome->warnings.end(), doubts.begin(), doubts.end());
    } else {
        log_.error("configuration_refused", {{"why", to_string(configuration.error())}});
        outcome = std::unexpected(configuration.error());
    }
    co_await asio::post(here, asio::use_awaitable);
    reloading_ = false;
    co_return outcome;
}

api::Reloaded Application::take(std::shared_ptr<const Configuration> configuration) {
    const std::string before = version_;
    loaded_ = std::move(configuration);
    const auto version = put_in_force();
    auto warnings = warn_of_missing_people();
    log_.info("configuration_taken", {{"configuration", version}, {"changed", version != before}});
    return {version, version != before, std::move(warnings)};
}

Awaitable<void> Application::on(Worker& worker, std::function<Awaitable<void>()> task) {
    return asio::co_spawn(worker.io(), std::move(task), asio::use_awaitable);
}

Awaitable<void> Application::shut_down() {
    accepting_ = false;
    if (timers_ != nullptr) timers_->stop();
    if (auditor_ != nullptr) auditor_->stop();
    const auto deadline = std::chrono::steady_clock::now() + kDrain;
    for (const auto& worker : workers_) {
        co_await on(*worker, [&worker]() -> Awaitable<void> {
            worker->listener().stop_accepting();
            co_return;
        });
    }
    for (const auto& worker : workers_) {
        co_await on(*worker, [&worker, deadline]() -> Awaitable<void> {
            co_await worker->listener().drain(deadline);
            co_await worker->links().stop();
        });
    }
    client_.abandon();
    workers_.front()->io().stop();
}

}  // namespace hotline
