// Wakes the timer engine when a timer is set to something earlier than what it sleeps for. The one thing that the
// threads' stores and the engine share.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>

#include "base/clock.hpp"

namespace hotline {

/// Thread-safe. The order of the two stores and loads on either side decides: a timer that is set while the engine goes
/// to sleep is either seen by `go_to_sleep` or wakes it.
class Alarm {
public:
    /// `wake` is called from the thread that set the earlier timer. Before any of them starts.
    void on_earlier(std::function<void()> wake) { wake_ = std::move(wake); }

    /// The engine is about to look at all timers: what is set from now on may be missing from what it sees.
    void look() {
        sleeps_until_.store(Instant::min());
        earliest_.store(Instant::max());
    }

    /// The engine saw `earliest` as the first timer and goes to sleep. Gives the first that it has to wake for.
    [[nodiscard]] Instant go_to_sleep(Instant earliest) {
        sleeps_until_.store(earliest);
        return std::min(earliest, earliest_.load());
    }

    void armed(Instant instant) {
        Instant known = earliest_.load();
        while (instant < known && !earliest_.compare_exchange_weak(known, instant)) {
        }
        if (instant < sleeps_until_.load() && wake_) wake_();
    }

private:
    std::atomic<Instant> sleeps_until_ = Instant::min();
    std::atomic<Instant> earliest_ = Instant::max();
    std::function<void()> wake_;
};

}  // namespace hotline
