// The whole service but its sockets: every route of the API over a store that is away. What reads a request is real;
// what would be kept is refused.
#pragma once

#include <boost/asio/io_context.hpp>

#include "api/routes.hpp"
#include "desk/reading.hpp"
#include "store/access_log.hpp"
#include "telemetry/metrics.hpp"

namespace hotline::fuzz {

class City {
public:
    City();

    /// What the service answers to the bytes of a request, which comes from the person of that place on the roster (one
    /// of each role). Nothing: they are not a whole request.
    [[nodiscard]] std::optional<http::HttpReply> answer(std::size_t who, std::string_view bytes);

private:
    void add_people();

    boost::asio::io_context io_{1};
    redis::LinkObserver observer_;
    SystemClock clock_;
    telemetry::Log log_{clock_, telemetry::LogLevel::kOff};
    telemetry::Metrics metrics_{"fuzz", "fuzz"};
    Secrets secrets_;
    redis::LinkPool links_;
    TicketStore store_;
    Queues queues_;
    Presence presence_;
    Presence token_use_;
    api::Installation installation_;
    Desk desk_;
    Reading reading_;
    ProfileLog profile_log_;
    Profiles profiles_;
    RosterLog roster_log_;
    Administration administration_;
    Credentials credentials_;
    Sessions sessions_;
    FailedTries tries_;
    PasswordHasher hasher_;
    Logins logins_;
    AccessLog access_log_;
    Disclosure disclosure_;
    api::RequestRate request_rate_{0};
    PendingLogins pending_logins_;
    std::shared_ptr<oidc::Provider> provider_;  ///< there is none: nothing here may ask the network
    api::Services services_;
    http::Router router_;
    std::vector<std::string> bearers_;
};

}  // namespace hotline::fuzz
