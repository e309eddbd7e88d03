// The configuration and the people in force, as handlers see them. Each thread has its own copy of the two pointers.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "base/async.hpp"
#include "desk/people.hpp"
#include "settings/configuration.hpp"
#include "settings/configuration_error.hpp"

namespace hotline::api {

struct Installation {
    std::shared_ptr<const Configuration> configuration;
    std::shared_ptr<const People> people;
    ConfigurationErrors warnings = {};  ///< what it works without, but should not have to
};

struct Reloaded {
    std::string version;
    bool changed = false;
    ConfigurationErrors warnings = {};
};

/// Reads configuration and people again and puts them in force on every thread; or says what is wrong, and all stays as
/// it was.
using Reload = std::function<Awaitable<std::expected<Reloaded, ConfigurationErrors>>()>;

}  // namespace hotline::api
