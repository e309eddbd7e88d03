// Wakes the planner of messages when a thread of this node has recorded an event. The one thing that the threads'
// stores and the planner share; events of other nodes it finds when it looks at everything.
#pragma once

#include <atomic>
#include <functional>
#include <utility>
#include <vector>

namespace hotline {

/// Thread-safe.
class EventBells {
public:
    explicit EventBells(int partitions) : rung_(static_cast<std::size_t>(partitions)) {}

    /// `wake` is called from the thread that recorded the event. Before any of them starts.
    void on_ring(std::function<void()> wake) { wake_ = std::move(wake); }

    /// The partition has a new event. Wakes once until somebody has answered.
    void ring(int partition) {
        if (!rung_[static_cast<std::size_t>(partition)].exchange(true) && wake_) wake_();
    }

    /// Whether the bell has rung since it was answered last. What is recorded from now on rings again.
    [[nodiscard]] bool answer(int partition) { return rung_[static_cast<std::size_t>(partition)].exchange(false); }

private:
    std::vector<std::atomic<bool>> rung_;
    std::function<void()> wake_;
};

}  // namespace hotline
