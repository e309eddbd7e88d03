// Several links to one Redis, used in turn. Redis reads from one connection only a few commands at a time (16 KiB a
// turn of its loop), and with appendfsync always each turn costs an fsync: over one connection a fsync covers some ten
// intakes, over several all that wait.
#pragma once

#include <memory>
#include <vector>

#include "redis/link.hpp"

namespace hotline::redis {

/// Looks like one Link (link.hpp says which errors a call ends with) and belongs to the same one thread. Calls that
/// overlap may run in any order; a call_all keeps its commands together, in order, on one link.
class LinkPool {
public:
    LinkPool(const Link::Executor& executor, const LinkSettings& settings, LinkObserver& observer, std::size_t size);

    void start();
    [[nodiscard]] Awaitable<void> stop();
    /// All links are up. False: not within `limit`, or stopped.
    [[nodiscard]] Awaitable<bool> until_connected(std::chrono::milliseconds limit);

    [[nodiscard]] Awaitable<Result<Reply>> call(Command command) { return next().call(std::move(command)); }
    [[nodiscard]] Awaitable<std::vector<Result<Reply>>> call_all(std::vector<Command> commands) {
        return next().call_all(std::move(commands));
    }

    /// Of all links together.
    [[nodiscard]] LinkCounters counters() const;

private:
    /// In turn, passing over links that are down while another is up.
    [[nodiscard]] Link& next();

    std::vector<std::unique_ptr<Link>> links_;
    std::size_t turn_ = 0;
};

}  // namespace hotline::redis
