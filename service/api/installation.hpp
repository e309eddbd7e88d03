// The configuration and the roster in force, as handlers see them. Each thread has its own copy of the two pointers.
#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "base/async.hpp"
#include "desk/roster.hpp"
#include "settings/configuration.hpp"
#include "settings/configuration_error.hpp"

namespace hotline::api {

struct Installation {
    std::shared_ptr<const Configuration> configuration;  ///< with the roster's people in its rulebook
    std::shared_ptr<const Roster> roster;
};

struct Reloaded {
    std::string version;
    bool changed = false;
    ConfigurationErrors warnings = {};  ///< what it works without, but should not have to
};

/// Reads the configuration again and puts it in force on every thread; or says what is wrong, and all stays as it was.
using Reload = std::function<Awaitable<std::expected<Reloaded, ConfigurationErrors>>()>;

}  // namespace hotline::api
