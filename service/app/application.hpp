// hotlined as a whole: builds the graph, starts it, reloads it, and takes it down in order.
#pragma once

#include <atomic>
#include <boost/asio/signal_set.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/in_force.hpp"
#include "app/live_feed.hpp"
#include "app/options.hpp"
#include "app/server_certificate.hpp"
#include "app/worker.hpp"
#include "engine/auditor.hpp"
#include "engine/canary.hpp"
#include "engine/outbox_planner.hpp"
#include "engine/outbox_sender.hpp"
#include "engine/timer_engine.hpp"

namespace hotline {

class Application {
public:
    /// Reads secret and configuration. Throws std::runtime_error, which says what is wrong and where.
    explicit Application(Options options);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Serves until SIGTERM or SIGINT. The exit code.
    int run();

private:
    void build_workers();
    [[nodiscard]] live::Hub hub();
    [[nodiscard]] Awaitable<void> serve();
    [[nodiscard]] Awaitable<void> stop_on_signal();
    [[nodiscard]] Awaitable<bool> store_is_ours();
    [[nodiscard]] Awaitable<bool> somebody_may_log_in();
    /// Keeps the gauges true that nobody's doing changes by the way.
    [[nodiscard]] Awaitable<void> watch();
    [[nodiscard]] Awaitable<void> send_canary();
    [[nodiscard]] Awaitable<void> fire_timers();
    [[nodiscard]] Awaitable<void> audit();
    [[nodiscard]] Awaitable<void> plan_messages();
    [[nodiscard]] Awaitable<void> send_messages();
    [[nodiscard]] Awaitable<void> stop_sending();
    /// By which somebody may answer a message at once; empty: it is nobody's in particular, or there is nothing to
    /// take.
    [[nodiscard]] std::string link_for(const Delivery& delivery) const;
    [[nodiscard]] Awaitable<void> reload_on_hangup();
    [[nodiscard]] Awaitable<void> shut_down();
    /// Runs `task` on the worker's own thread.
    [[nodiscard]] static Awaitable<void> on(Worker& worker, std::function<Awaitable<void>()> task);
    void spawn_on(Worker& worker, Awaitable<void> task);

    Options options_;
    SystemClock real_clock_;  ///< of the log
    std::unique_ptr<VirtualClock> virtual_clock_;
    const Clock& clock_;
    telemetry::Log log_;
    telemetry::Metrics metrics_;
    Secrets secrets_;
    PasswordHasher hasher_{1};
    http::Client client_;
    notify::Sender sender_;
    ServerCertificate certificate_;
    Alarm alarm_;
    EventBells bells_;
    std::atomic<bool> accepting_{true};
    std::vector<std::unique_ptr<Worker>> workers_;
    InForce in_force_;
    std::unique_ptr<LiveFeed> live_;
    TimerEngine* timers_ = nullptr;  ///< while it runs, on the first worker's thread
    Auditor* auditor_ = nullptr;     ///< the same
    OutboxPlanner* planner_ = nullptr;
    OutboxSender* outbox_sender_ = nullptr;
    Canary* canary_ = nullptr;
    std::vector<std::thread> threads_;
    int exit_code_ = 0;
};

}  // namespace hotline
