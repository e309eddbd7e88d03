// The whole service but its sockets: every route of the API over a store that is away. What reads a request is real;
// what would be kept is refused.
#pragma once

#include <boost/asio/io_context.hpp>

#include "app/backend.hpp"
#include "telemetry/metrics.hpp"

namespace hotline::fuzz {

class City {
public:
    City();

    /// What the service answers to the bytes of a request, which comes from the person of that place on the roster (one
    /// of each role). Nothing: they are not a whole request.
    [[nodiscard]] std::optional<http::HttpReply> answer(std::size_t who, std::string_view bytes);

private:
    [[nodiscard]] api::Installation with_people();

    boost::asio::io_context io_{1};
    redis::LinkObserver observer_;
    SystemClock clock_;
    telemetry::Log log_{clock_, telemetry::LogLevel::kOff};
    telemetry::Metrics metrics_{"fuzz", "fuzz"};
    Secrets secrets_;
    redis::LinkPool links_;
    PasswordHasher hasher_{1};
    std::vector<std::string> bearers_;
    Backend backend_;
    http::Router router_;
};

}  // namespace hotline::fuzz
