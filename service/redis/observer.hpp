// What a link tells about itself.
#pragma once

#include <chrono>
#include <string_view>

namespace hotline::redis {

/// Of a call: how long it took, and of that, how long it waited to be given to the socket. A call that never was has
/// only waited.
struct CallTimes {
    std::chrono::nanoseconds took{};
    std::chrono::nanoseconds waited{};
};

/// For metrics and the log. Called on the link's thread, between two steps of the link: must be quick, must not throw,
/// must not call the link. Outlives the link.
class LinkObserver {
public:
    LinkObserver() = default;
    LinkObserver(const LinkObserver&) = delete;
    LinkObserver& operator=(const LinkObserver&) = delete;
    virtual ~LinkObserver() = default;

    /// A call ended. `command` is Command::name(); `ok`: Redis answered, and not with an error.
    virtual void on_call(std::string_view /*command*/, const CallTimes& /*times*/, bool /*ok*/) {}
    /// The link is up, handshake included.
    virtual void on_connected() {}
    /// The link was lost or could not be made; another attempt follows. `why` holds no secret.
    virtual void on_reconnect(std::string_view /*why*/) {}
};

}  // namespace hotline::redis
