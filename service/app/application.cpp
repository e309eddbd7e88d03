#include "app/application.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "app/holiday_notice.hpp"
#include "app/installation.hpp"
#include "app/metric_labels.hpp"
#include "app/version.hpp"
#include "engine/queue_watch.hpp"
#include "http/address_limit.hpp"
#include "redis/url.hpp"
#include "store/dataset.hpp"
#include "store/function_library.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;

constexpr auto kWaitForRedis = 60s;
constexpr auto kDrain = 15s;
constexpr auto kQueueWatchPeriod = 5s;
constexpr auto kProfilePeriod = 1s;

KeyedHash read_secret(const std::filesystem::path& path) {
    const auto hash = KeyedHash::from_file(path);
    if (!hash) throw std::runtime_error(hash.error().detail);
    return *hash;
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
void also_refuse(std::expected<api::Installation, ConfigurationErrors>& installation, const ConfigurationErrors& why) {
    auto all = installation ? ConfigurationErrors{} : std::move(installation).error();
    all.insert(all.end(), why.begin(), why.end());
    installation = std::unexpected(std::move(all));
}

}  // namespace

Application::Application(Options options)
    : options_(std::move(options)),
      virtual_clock_(virtual_clock(options_.clock)),
      clock_(virtual_clock_ ? static_cast<const Clock&>(*virtual_clock_) : real_clock_),
      log_(real_clock_, options_.log_level),
      metrics_(kVersion, kCommit),
      hash_(read_secret(options_.secret_file)),
      certificate_(options_, real_clock_, metrics_, log_) {
    const auto installation = load_installation(options_, clock_.now());
    if (!installation) throw std::runtime_error("the configuration was refused:\n" + to_string(installation.error()));
    loaded_ = *installation;
    declare(*loaded_.configuration);
    warn(loaded_.warnings);
    alarm_.on_earlier([this] {
        asio::post(workers_.front()->io(), [this] {
            if (timers_ != nullptr) timers_->wake();
        });
    });
    build_workers(loaded_);
}

Application::~Application() = default;

void Application::build_workers(const api::Installation& installation) {
    const Shared shared{clock_, hash_, metrics_, log_, alarm_, accepting_, options_.partitions};
    http::HttpSettings http;
    http.host = options_.host;
    http.port = options_.port;
    http.tls = certificate_.server();
    if (const auto limit = options_.connections_per_address; limit > 0) {
        http.addresses = std::make_shared<http::AddressLimit>(limit);
    }
    for (int i = 0; i < options_.threads; ++i) {
        workers_.push_back(std::make_unique<Worker>(shared, redis_settings(options_), http, installation,
                                                    [this] { return reload(); }));
        http.port = workers_.front()->listener().port();
    }
}

void Application::declare(const Configuration& configuration) {
    version_ = configuration.rulebook.version;
    metrics_.declare_labels(metric_labels(configuration.rulebook));
    tell_known_holidays(configuration, clock_.now(), metrics_, log_);
}

std::string Application::put_in_force() {
    api::Installation installation = loaded_;
    if (profile_.revision > 0) {
        if (auto switched = under_profile(loaded_.configuration, profile_.profile)) {
            installation.configuration = std::move(switched);
        } else {
            log_.error("profile_unknown",
                       {{"profile", profile_.profile}, {"effect", loaded_.configuration->default_profile}});
        }
    }
    declare(*installation.configuration);
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [worker = worker.get(), installation] { worker->use(installation); });
    }
    // Behind the first worker's own turn, so that it audits under the new rules.
    asio::post(workers_.front()->io(), [this] {
        if (auditor_ != nullptr) auditor_->wake();
    });
    return version_;
}

Awaitable<void> Application::follow_profile() {
    const auto last = co_await workers_.front()->profile_log().last(1);
    if (!last || last->empty() || last->front().revision == profile_.revision) co_return;
    profile_ = last->front();
    const auto version = put_in_force();
    log_.info("profile_taken", {{"profile", profile_.profile},
                                {"revision", profile_.revision},
                                {"by", profile_.by.value},
                                {"configuration", version}});
}

Awaitable<void> Application::keep_following_profile() {
    asio::steady_timer timer(workers_.front()->io());
    while (accepting_) {
        timer.expires_after(kProfilePeriod);
        co_await timer.async_wait(kAwait);
        co_await follow_profile();
    }
}

void Application::warn(const ConfigurationErrors& warnings) {
    for (const ConfigurationError& warning : warnings) {
        log_.warning("configuration_doubtful", {{"what", to_string({warning})}});
    }
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
    log_.info("stopped", {{"exit_code", exit_code_}});
    log_.flush();
    return exit_code_;
}

Awaitable<void> Application::serve() {
    Worker& first = *workers_.front();
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [links = &worker->links()] { links->start(); });
    }
    if (!co_await store_is_ours()) {
        if (!accepting_) co_return;  // told to stop while waiting for Redis
        exit_code_ = 1;
        co_await shut_down();
        co_return;
    }
    co_await follow_profile();
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [listener = &worker->listener()] { listener->start(); });
    }
    spawn_on(first, watch_queues());
    spawn_on(first, fire_timers());
    spawn_on(first, audit());
    spawn_on(first, reload_on_hangup());
    spawn_on(first, keep_following_profile());
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
    auto ours = co_await check_dataset(links, options_.partitions, hash_);
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

Awaitable<void> Application::watch_queues() {
    Worker& first = *workers_.front();
    QueueWatch watch(first.queues(), metrics_);
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
    TimerEngine engine(first.io(), {timers, first.store(), first.desk(), clock_, metrics_, log_}, alarm_);
    timers_ = &engine;
    co_await engine.run();
    timers_ = nullptr;
}

Awaitable<void> Application::audit() {
    Worker& first = *workers_.front();
    ListingReader listings(first.links(), options_.partitions);
    Auditor auditor(first.io(),
                    {listings, first.store(), first.presence(), first.desk(), clock_, real_clock_, metrics_, log_}, {});
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
    auto installation = load_installation(options_, clock_.now());
    auto certificate = certificate_.read();
    if (!certificate) also_refuse(installation, certificate.error());
    asio::io_context& first = workers_.front()->io();
    co_await asio::post(first, asio::bind_executor(first, asio::use_awaitable));
    metrics_.configuration_reloaded(installation.has_value());
    std::expected<api::Reloaded, ConfigurationErrors> outcome;
    if (installation) {
        const auto doubts = certificate_.take(*std::move(certificate));
        installation->warnings.insert(installation->warnings.end(), doubts.begin(), doubts.end());
        outcome = take(*installation);
    } else {
        log_.error("configuration_refused", {{"why", to_string(installation.error())}});
        outcome = std::unexpected(installation.error());
    }
    co_await asio::post(here, asio::use_awaitable);
    reloading_ = false;
    co_return outcome;
}

api::Reloaded Application::take(const api::Installation& installation) {
    const std::string before = version_;
    loaded_ = installation;
    const auto version = put_in_force();
    warn(loaded_.warnings);
    log_.info("configuration_taken", {{"configuration", version}, {"changed", version != before}});
    return {version, version != before, loaded_.warnings};
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
    workers_.front()->io().stop();
}

}  // namespace hotline
