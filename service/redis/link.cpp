#include "redis/link.hpp"

#include <utility>

#include "redis/link_core.hpp"

namespace hotline::redis {

Link::Link(const Executor& executor, LinkSettings settings, LinkObserver& observer)
    : core_(std::make_shared<Core>(executor, std::move(settings), observer)) {}

Link::~Link() { core_->abandon(); }

void Link::start() { core_->start(); }

// The link may go while these wait: they keep its core.
Awaitable<void> Link::stop() {
    const auto core = core_;
    co_await core->stop();
}

bool Link::connected() const { return core_->connected(); }

Awaitable<bool> Link::until_connected(std::chrono::milliseconds limit) {
    const auto core = core_;
    co_return co_await core->until_connected(limit);
}

Awaitable<Result<Reply>> Link::call(Command command) {
    Result<Reply> result;
    Waiter waiter({&result, 1});
    if (auto refused = core_->queue(waiter, {&command, 1})) co_return std::unexpected(std::move(*refused));
    co_await waiter.wait();
    co_return std::move(result);
}

Awaitable<std::vector<Result<Reply>>> Link::call_all(std::vector<Command> commands) {
    std::vector<Result<Reply>> results(commands.size());
    if (commands.empty()) co_return results;
    Waiter waiter(results);
    if (auto refused = core_->queue(waiter, commands)) {
        results.assign(commands.size(), std::unexpected(std::move(*refused)));
        co_return results;
    }
    co_await waiter.wait();
    co_return results;
}

const LinkCounters& Link::counters() const { return core_->counters(); }

}  // namespace hotline::redis
