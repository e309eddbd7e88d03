#include "redis/link_pool.hpp"

#include <algorithm>

namespace hotline::redis {

LinkPool::LinkPool(const Link::Executor& executor, const LinkSettings& settings, LinkObserver& observer,
                   std::size_t size) {
    for (std::size_t i = 0; i < std::max<std::size_t>(size, 1); ++i) {
        links_.push_back(std::make_unique<Link>(executor, settings, observer));
    }
}

void LinkPool::start() {
    for (const auto& link : links_) link->start();
}

Awaitable<void> LinkPool::stop() {
    for (const auto& link : links_) co_await link->stop();
}

Awaitable<bool> LinkPool::until_connected(std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    for (const auto& link : links_) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (!co_await link->until_connected(std::max(left, std::chrono::milliseconds(0)))) co_return false;
    }
    co_return true;
}

LinkCounters LinkPool::counters() const {
    LinkCounters sum;
    for (const auto& link : links_) {
        sum.connections += link->counters().connections;
        sum.writes += link->counters().writes;
        sum.reads += link->counters().reads;
    }
    return sum;
}

Link& LinkPool::next() {
    for (std::size_t i = 0; i < links_.size(); ++i) {
        turn_ = (turn_ + 1) % links_.size();
        if (links_[turn_]->connected()) break;
    }
    return *links_[turn_];
}

}  // namespace hotline::redis
