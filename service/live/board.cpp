#include "live/board.hpp"

#include <algorithm>
#include <map>

#include "base/instant.hpp"
#include "base/json_writer.hpp"
#include "http/event_stream.hpp"

namespace hotline::live {
namespace {

constexpr std::chrono::seconds kCountPeriod{1};

struct Figure {
    long long tickets = 0;
    std::optional<Instant> oldest;
};
using Figures = std::map<std::pair<TaskForceId, State>, Figure>;

void add(Figures& figures, const std::vector<QueueDepth>& depths) {
    for (const QueueDepth& depth : depths) {
        Figure& figure = figures[{depth.task_force, depth.state}];
        figure.tickets += depth.tickets;
        if (depth.oldest) figure.oldest = std::min(figure.oldest.value_or(*depth.oldest), *depth.oldest);
    }
}

std::string to_json(const Figures& figures, const date::time_zone& zone) {
    JsonWriter json;
    json.object([&] {
        json.key("queues");
        json.array(figures, [&](const Figures::value_type& entry) {
            const auto& [queue, figure] = entry;
            json.object([&] {
                json.member_or_null("task_force", queue.first);
                json.member("state", to_string(queue.second));
                json.member("tickets", figure.tickets);
                json.member_or_null("oldest_opened_at", figure.oldest ? to_rfc3339(*figure.oldest, zone) : "");
            });
        });
    });
    return json.text();
}

}  // namespace

Board::Board(boost::asio::io_context& io, Parts parts, std::size_t threads)
    : parts_(std::move(parts)), timer_(io), viewers_(threads) {}

Awaitable<Result<Text>> Board::figures() {
    const auto rules = parts_.rules();
    const auto urgencies = rules->catalogue->urgency_levels();
    std::vector<TaskForceId> task_forces;
    for (const TaskForce& task_force : rules->catalogue->task_forces.all()) task_forces.push_back(task_force.id);
    const auto depths = co_await parts_.queues.depths(
        std::move(task_forces), {State::kQueued, State::kInProgress, State::kWaiting, State::kResolved}, urgencies);
    if (!depths) co_return std::unexpected(depths.error());
    const auto triage = co_await parts_.queues.depths({TaskForceId{}}, {State::kTriage}, urgencies);
    if (!triage) co_return std::unexpected(triage.error());
    Figures figures;
    add(figures, *triage);
    add(figures, *depths);
    co_return std::make_shared<const std::string>(
        http::event_text("board", "", to_json(figures, *rules->service.zone)));
}

Awaitable<void> Board::run() {
    while (running_) {
        timer_.expires_after(kCountPeriod);
        co_await timer_.async_wait(kAwait);
        const bool watched = std::ranges::any_of(viewers_, [](std::size_t viewers) { return viewers > 0; });
        if (running_ && watched && changed_) co_await cycle();
    }
}

Awaitable<void> Board::cycle() {
    changed_ = false;
    const auto now = co_await figures();
    if (!now) changed_ = true;
    if (!now || **now == told_) co_return;
    told_ = **now;
    for (std::size_t thread = 0; thread < viewers_.size(); ++thread) {
        if (viewers_[thread] > 0) parts_.tell(thread, *now);
    }
}

void Board::stop() {
    running_ = false;
    timer_.cancel();
}

}  // namespace hotline::live
