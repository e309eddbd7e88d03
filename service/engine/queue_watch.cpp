#include "engine/queue_watch.hpp"

#include <map>

namespace hotline {
namespace {

using Oldest = std::map<std::pair<std::string, State>, std::optional<Instant>>;

void remember(Oldest& oldest, const QueueDepth& depth) {
    auto& known = oldest[{depth.task_force.value, depth.state}];
    if (depth.oldest) known = std::min(known.value_or(*depth.oldest), *depth.oldest);
}

}  // namespace

Awaitable<Result<void>> QueueWatch::cycle(std::shared_ptr<const Rulebook> rules) {
    std::vector<TaskForceId> task_forces;
    for (const TaskForce& task_force : rules->catalogue->task_forces.all()) task_forces.push_back(task_force.id);
    const std::vector<Urgency> urgencies = rules->catalogue->urgency_levels();

    auto depths = co_await queues_.depths(
        std::move(task_forces), {State::kQueued, State::kInProgress, State::kWaiting, State::kResolved}, urgencies);
    if (!depths) co_return std::unexpected(depths.error());
    const auto triage = co_await queues_.depths({TaskForceId{}}, {State::kTriage}, urgencies);
    if (!triage) co_return std::unexpected(triage.error());
    depths->insert(depths->end(), triage->begin(), triage->end());

    Oldest oldest;
    for (const QueueDepth& depth : *depths) {
        metrics_.queue_tickets(depth.task_force.value, to_string(depth.state), depth.urgency, depth.tickets);
        remember(oldest, depth);
    }
    for (const auto& [queue, instant] : oldest) {
        if (instant) {
            metrics_.queue_oldest(queue.first, to_string(queue.second), *instant);
        } else {
            metrics_.queue_empty(queue.first, to_string(queue.second));
        }
    }
    co_return Result<void>{};
}

}  // namespace hotline
