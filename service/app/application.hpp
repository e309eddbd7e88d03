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
    /// Reads secret and configuration. Throws std::runtime_error, which says what is wrong and where.
    explicit Application(Options options);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Serves until SIGTERM or SIGINT. The exit code.
    int run();

private:
    [[nodiscard]] std::expected<std::shared_ptr<const Configuration>, ConfigurationErrors> read_configuration() const;
    void build_workers();
    [[nodiscard]] Awaitable<void> serve();
    [[nodiscard]] Awaitable<void> stop_on_signal();
    [[nodiscard]] Awaitable<bool> store_is_ours();
    [[nodiscard]] Awaitable<bool> somebody_may_log_in();
    [[nodiscard]] Awaitable<void> watch_queues();
    [[nodiscard]] Awaitable<void> fire_timers();
    [[nodiscard]] Awaitable<void> audit();
    [[nodiscard]] Awaitable<void> reload_on_hangup();
    [[nodiscard]] Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> reload();
    [[nodiscard]] api::Reloaded take(std::shared_ptr<const Configuration> configuration);
    void declare(const Configuration& configuration);
    /// Of what the configuration names and nobody knows. Logs it.
    ConfigurationErrors warn_of_missing_people();
    /// What was loaded, under the profile that was last switched to and with the people there are, on every thread. The
    /// version that is new.
    std::string put_in_force();
    /// Reads what was changed on the roster, whichever node did it, and puts it in force. On the first worker's thread.
    [[nodiscard]] Awaitable<Result<std::shared_ptr<const Roster>>> follow_roster();
    /// Nobody can log in where nobody is: makes an administrator, and prints the password that is good for one log-in.
    [[nodiscard]] Awaitable<Result<void>> welcome_first_admin();
    /// Looks which profile is in force and follows a switch, whichever node it was made on.
    [[nodiscard]] Awaitable<void> follow_profile();
    [[nodiscard]] Awaitable<void> keep_following();  ///< both, once a second
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
    ServerCertificate certificate_;
    Alarm alarm_;
    std::atomic<bool> accepting_{true};
    // Of the first worker's thread once it runs.
    std::shared_ptr<const Configuration> loaded_;  ///< as the files are
    std::shared_ptr<const Roster> roster_ = std::make_shared<const Roster>();
    std::string client_secret_;  ///< of the log-in provider
    ProfileSwitch profile_;      ///< the last that this node knows of
    std::string version_;        ///< of the configuration in force
    std::atomic<bool> reloading_{false};
    boost::asio::thread_pool files_{1};
    std::vector<std::unique_ptr<Worker>> workers_;
    TimerEngine* timers_ = nullptr;  ///< while it runs, on the first worker's thread
    Auditor* auditor_ = nullptr;     ///< the same
    std::vector<std::thread> threads_;
    int exit_code_ = 0;
};

}  // namespace hotline
