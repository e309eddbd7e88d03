// What is in force on this node: the configuration as it was loaded, under the profile that was last switched to, with
// the people there are. Follows each of them, whichever node changed it, and hands it to every thread.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/destinations.hpp"
#include "app/options.hpp"
#include "app/server_certificate.hpp"
#include "app/worker.hpp"

namespace hotline {

/// Of the first worker's thread, once that runs; but for `reload`, which may be asked for on any.
class InForce {
public:
    struct Parts {
        const Options& options;
        const Clock& clock;
        telemetry::Metrics& metrics;
        telemetry::Log& log;
        ServerCertificate& certificate;
        const std::vector<std::unique_ptr<Worker>>& workers;  ///< made after this
    };

    /// Reads the configuration. Throws std::runtime_error, which says what is wrong and where.
    explicit InForce(Parts parts);

    /// As the files are, without people yet: what workers are built with.
    [[nodiscard]] api::Installation loaded() const { return {loaded_, roster_}; }
    [[nodiscard]] const std::string& version() const { return version_; }
    /// What messages go out under. Null until people are known.
    [[nodiscard]] std::shared_ptr<const Dispatch> dispatch() const { return dispatch_; }
    /// Called on the first worker's thread, after that works under new rules.
    void on_new_rules(std::function<void()> told) { new_rules_ = std::move(told); }

    /// Reads what was changed on the roster and puts it in force.
    [[nodiscard]] Awaitable<Result<std::shared_ptr<const Roster>>> follow_roster();
    /// Nobody can log in where nobody is: makes an administrator, and prints the password that is good for one log-in.
    [[nodiscard]] Awaitable<Result<void>> welcome_first_admin();
    /// Looks which profile is in force and follows a switch.
    [[nodiscard]] Awaitable<void> follow_profile();
    /// Both, once a second, while `running`.
    [[nodiscard]] Awaitable<void> keep_following(const std::atomic<bool>& running);

    /// Reads all files anew; what is wrong with any of them leaves everything as it was.
    [[nodiscard]] Awaitable<std::expected<api::Reloaded, ConfigurationErrors>> reload();
    /// Of what the configuration names and is not there: people, secrets of channels. Logs it.
    ConfigurationErrors warn_of_doubts();
    /// Waits for a reload that runs.
    void stop() { files_.join(); }

private:
    [[nodiscard]] std::expected<std::shared_ptr<const Configuration>, ConfigurationErrors> read_configuration() const;
    [[nodiscard]] api::Reloaded take(std::shared_ptr<const Configuration> configuration);
    void declare(const Configuration& configuration);
    /// On every thread. The version that is new.
    std::string put_in_force();

    Parts parts_;
    std::shared_ptr<const Configuration> loaded_;  ///< as the files are
    std::shared_ptr<const Roster> roster_ = std::make_shared<const Roster>();
    std::string client_secret_;  ///< of the log-in provider
    ChannelSecrets channel_secrets_;
    std::shared_ptr<const Dispatch> dispatch_;
    ProfileSwitch profile_;  ///< the last that this node knows of
    std::string version_;    ///< of the configuration in force
    std::function<void()> new_rules_ = [] {};
    std::atomic<bool> reloading_{false};
    boost::asio::thread_pool files_{1};
};

}  // namespace hotline
