// hotlined as a whole: builds the graph, starts it, reloads it, and takes it down in order.
#pragma once

#include <atomic>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "app/options.hpp"
#include "app/server_certificate.hpp"
#include "app/worker.hpp"
#include "engine/auditor.hpp"
#include "engine/timer_engine.hpp"

namespace hotline {

class Application {
public:
    /// Reads secret, configuration and people. Throws std::runtime_error, which says what is wrong and where.
    explicit Application(Options options);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Serves until SIGTERM or SIGINT. The exit code.
    int run();

private:
    void build_workers(const api::Installation& installation);
    [[nodiscard]] Awaitable<void> serve();
    [[nodiscard]] Awaitable<void> stop_on_signal();
    [[nodiscard]] Awaitable<bool> store_is_ours();
    [[nodiscard]] Awaitable<void> watch_queues();
    [[nodiscard]] Awaitable<void> fire_timers();
    [[nodiscard]] Awaitable<void> audit();
    [[nodiscard]] Awaitable<void> reload_on_hangup();
    [[nodiscard]] Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> reload();
    [[nodiscard]] api::Reloaded take(const api::Installation& installation);
    void declare(const Configuration& configuration);
    void warn(const ConfigurationErrors& warnings);
    /// What was loaded, under the profile that was last switched to, on every thread. The version that is new.
    std::string put_in_force();
    /// Looks which profile is in force and follows a switch, whichever node it was made on.
    [[nodiscard]] Awaitable<void> follow_profile();
    [[nodiscard]] Awaitable<void> keep_following_profile();
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
    KeyedHash hash_;
    ServerCertificate certificate_;
    Alarm alarm_;
    std::atomic<bool> accepting_{true};
    // Of the first worker's thread once it runs.
    api::Installation loaded_;  ///< as the files are
    ProfileSwitch profile_;     ///< the last that this node knows of
    std::string version_;       ///< of the configuration in force
    std::atomic<bool> reloading_{false};
    boost::asio::thread_pool files_{1};
    std::vector<std::unique_ptr<Worker>> workers_;
    TimerEngine* timers_ = nullptr;  ///< while it runs, on the first worker's thread
    Auditor* auditor_ = nullptr;     ///< the same
    std::vector<std::thread> threads_;
    int exit_code_ = 0;
};

}  // namespace hotline
