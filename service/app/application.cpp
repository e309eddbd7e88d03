#include "app/application.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "app/version.hpp"
#include "engine/login_watch.hpp"
#include "engine/queue_watch.hpp"
#include "engine/redis_watch.hpp"
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
constexpr auto kWatchPeriod = 5s;

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

}  // namespace

Application::Application(Options options)
    : options_(std::move(options)),
      virtual_clock_(virtual_clock(options_.clock)),
      clock_(virtual_clock_ ? static_cast<const Clock&>(*virtual_clock_) : real_clock_),
      log_(real_clock_, options_.log_level),
      metrics_(kVersion, kCommit),
      secrets_(read_secrets(options_.secret)),
      client_({.ca_file = options_.ca_file.string()}),
      sender_({.ca_file = options_.ca_file.string(), .threads = OutboxSender::kMost}),
      certificate_(options_, real_clock_, metrics_, log_),
      bells_(options_.partitions),
      in_force_({options_, clock_, metrics_, log_, certificate_, workers_}) {
    in_force_.on_new_rules([this] {
        if (auditor_ != nullptr) auditor_->wake();
    });
    alarm_.on_earlier([this] {
        asio::post(workers_.front()->io(), [this] {
            if (timers_ != nullptr) timers_->wake();
        });
    });
    bells_.on_ring([this] {
        asio::post(workers_.front()->io(), [this] {
            if (planner_ != nullptr) planner_->wake();
        });
    });
    build_workers();
}

Application::~Application() = default;

void Application::build_workers() {
    const bool tls = certificate_.server() != nullptr || options_.tls_at_proxy;
    const Backend::Shared backend{
        clock_, real_clock_, secrets_, metrics_, log_, hasher_, options_.partitions, options_.requests_per_person, tls};
    const Shared shared{backend, alarm_, bells_, client_, accepting_};
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
            shared, redis_settings(options_), http, in_force_.loaded(), [this] { return in_force_.reload(); },
            [this] { return asio::co_spawn(workers_.front()->io(), in_force_.follow_roster(), asio::use_awaitable); },
            workers_.size(), hub()));
        http.port = workers_.front()->listener().port();
    }
    live_ = std::make_unique<LiveFeed>(workers_, redis_settings(options_), backend);
}

live::Hub Application::hub() {
    return {[this](live::Joining joining) {
                return asio::co_spawn(workers_.front()->io(), live_->feed().join(std::move(joining)),
                                      asio::use_awaitable);
            },
            [this](const live::Member& member) {
                asio::post(workers_.front()->io(), [this, member] { live_->feed().leave(member); });
            }};
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
    in_force_.stop();
    hasher_.stop();
    client_.stop();
    sender_.stop();
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
    co_await in_force_.follow_profile();
    in_force_.warn_of_doubts();
    live_->start([this](Worker& worker, Awaitable<void> task) { spawn_on(worker, std::move(task)); });
    for (const auto& worker : workers_) {
        asio::post(worker->io(), [listener = &worker->listener()] { listener->start(); });
    }
    spawn_on(first, watch());
    spawn_on(first, fire_timers());
    spawn_on(first, audit());
    spawn_on(first, plan_messages());
    spawn_on(first, send_messages());
    if (options_.canary_seconds > 0) spawn_on(first, send_canary());
    spawn_on(first, reload_on_hangup());
    spawn_on(first, in_force_.keep_following(accepting_));
    log_.info("listening", {{"address", options_.host},
                            {"port", first.listener().port()},
                            {"threads", options_.threads},
                            {"configuration", in_force_.version()},
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
    const auto welcomed = co_await in_force_.welcome_first_admin();
    if (!welcomed) log_.error("roster_unreadable", {{"why", welcomed.error().detail}});
    co_return welcomed.has_value();
}

Awaitable<void> Application::watch() {
    Worker& first = *workers_.front();
    RedisWatch redis(first.links(), metrics_);
    QueueWatch queues(first.backend().queues(), metrics_);
    LoginWatch logins(first.backend().logins(), metrics_);
    asio::steady_timer timer(first.io());
    while (accepting_) {
        // A store that is away is told by the link and by a gauge; the others keep what they last knew.
        co_await redis.cycle();
        (void)co_await queues.cycle(first.rules());
        (void)co_await logins.cycle(first.backend().installation().roster);
        timer.expires_after(kWatchPeriod);
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

Awaitable<void> Application::plan_messages() {
    Worker& first = *workers_.front();
    EventLog events(first.links());
    Outbox outbox(first.links());
    OutboxPlanner planner(first.io(), {events, first.backend().store(), outbox, bells_, clock_, real_clock_, metrics_,
                                       log_, options_.partitions, [&first] { return first.rules(); },
                                       [this] {
                                           if (outbox_sender_ != nullptr) outbox_sender_->wake();
                                       }});
    planner_ = &planner;
    co_await planner.run();
    planner_ = nullptr;
}

Awaitable<void> Application::send_messages() {
    Worker& first = *workers_.front();
    Outbox outbox(first.links());
    OutageLog outages(first.links());
    OutboxSender sender(first.io(), {first.backend().store(), outbox, outages, sender_, real_clock_, metrics_, log_,
                                     [this] { return in_force_.dispatch(); },
                                     [this](const Delivery& delivery) { return link_for(delivery); }});
    outbox_sender_ = &sender;
    co_await sender.run();
    outbox_sender_ = nullptr;
}

Awaitable<void> Application::send_canary() {
    Worker& first = *workers_.front();
    Backend& backend = first.backend();
    Canary canary(first.io(), {backend.desk(), backend.store(), backend.queues(), clock_, real_clock_, metrics_, log_},
                  std::chrono::seconds(options_.canary_seconds));
    canary_ = &canary;
    co_await canary.run();
    canary_ = nullptr;
}

std::string Application::link_for(const Delivery& delivery) const {
    const bool personal = !delivery.recipient.empty() && delivery.notice != Notice::kFolded;
    const bool to_act_on = delivery.notice == Notice::kQueued || delivery.notice == Notice::kEscalation ||
                           delivery.notice == Notice::kUrged || delivery.notice == Notice::kDeclined;
    const auto dispatch = in_force_.dispatch();
    if (!personal || !to_act_on || !dispatch) return {};
    const MessageLink link{delivery.about.number, delivery.about.revision, delivery.recipient,
                           delivery.created + MessageLink::kLifetime};
    return dispatch->rules->notifications->public_url + "/n/" + sign_link(secrets_.hash, link);
}

// What is on its way gets the rest of a second, and is on record as not delivered before the links go.
Awaitable<void> Application::stop_sending() {
    sender_.abandon();
    asio::steady_timer timer(workers_.front()->io());
    for (int tries = 0; outbox_sender_ != nullptr && tries < 300; ++tries) {
        timer.expires_after(10ms);
        co_await timer.async_wait(kAwait);
    }
}

Awaitable<void> Application::reload_on_hangup() {
    asio::signal_set hangup(workers_.front()->io(), SIGHUP);
    while (accepting_) {
        const auto [error, signal] = co_await hangup.async_wait(kAwait);
        if (!error) (void)co_await in_force_.reload();
    }
}

Awaitable<void> Application::on(Worker& worker, std::function<Awaitable<void>()> task) {
    return asio::co_spawn(worker.io(), std::move(task), asio::use_awaitable);
}

Awaitable<void> Application::shut_down() {
    accepting_ = false;
    if (timers_ != nullptr) timers_->stop();
    if (auditor_ != nullptr) auditor_->stop();
    if (planner_ != nullptr) planner_->stop();
    if (outbox_sender_ != nullptr) outbox_sender_->stop();
    if (canary_ != nullptr) canary_->stop();
    const auto deadline = std::chrono::steady_clock::now() + kDrain;
    for (const auto& worker : workers_) {
        co_await on(*worker, [&worker]() -> Awaitable<void> {
            worker->listener().stop_accepting();
            co_return;
        });
    }
    for (const auto& worker : workers_) {
        co_await on(*worker, [&worker, deadline]() -> Awaitable<void> { co_await worker->listener().drain(deadline); });
    }
    co_await live_->stop();
    co_await stop_sending();
    for (const auto& worker : workers_) {
        co_await on(*worker, [&worker]() -> Awaitable<void> { co_await worker->links().stop(); });
    }
    client_.abandon();
    workers_.front()->io().stop();
}

}  // namespace hotline
