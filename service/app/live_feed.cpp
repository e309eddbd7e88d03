#include "app/live_feed.hpp"

#include <boost/asio/post.hpp>

#include "api/live_json.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

constexpr auto kGoodbye = 1s;

/// Runs a task with the viewers of a worker, on its thread.
void post_to(Worker& worker, std::function<void(live::Viewers&)> task) {
    boost::asio::post(worker.io(), [&worker, task = std::move(task)] { task(worker.backend().viewers()); });
}

}  // namespace

LiveFeed::LiveFeed(const std::vector<std::unique_ptr<Worker>>& workers, const redis::LinkSettings& redis,
                   const Backend::Shared& shared)
    : workers_(workers),
      partitions_(shared.partitions),
      watch_(shared.metrics, shared.log, true),
      open_tickets_(workers.front()->links()),
      presence_(workers.front()->io(), open_tickets_,
                [this](std::size_t thread, TicketNumber ticket, std::vector<PersonId> people) {
                    post_to(*workers_.at(thread), [ticket, people = std::move(people)](live::Viewers& viewers) {
                        viewers.take_presence(ticket, people);
                    });
                }),
      board_(workers.front()->io(),
             {workers.front()->backend().queues(), [this] { return workers_.front()->rules(); },
              [this](std::size_t thread, live::Text event) {
                  post_to(*workers_.at(thread),
                          [event = std::move(event)](live::Viewers& viewers) { viewers.take_board(event); });
              }},
             workers.size()),
      feed_(workers.front()->io(),
            {workers.front()->backend().store(), presence_, board_, [this] { return workers_.front()->rules(); },
             [this] { return workers_.front()->backend().installation().roster->revision(); }, api::live_event_json,
             [this] { reader_.wake(); }, shared.log},
            shared.partitions, mailboxes()),
      reader_(
          workers.front()->io(), redis, watch_, shared.log, shared.partitions,
          {[this](int partition, live::Mark base, std::vector<live::RecordedEvent> recent) {
               feed_.restart(partition, base, std::move(recent));
           },
           [this](int partition, std::vector<live::RecordedEvent> events) { feed_.take(partition, std::move(events)); },
           [this] { return feed_.wanted(); }, [this](int partition) { feed_.rests(partition); }}),
      presence_ended_(workers.front()->io()) {}

std::vector<live::Feed::Mailbox> LiveFeed::mailboxes() const {
    std::vector<live::Feed::Mailbox> boxes;
    for (const auto& worker : workers_) {
        boxes.emplace_back(
            [worker = worker.get()](std::function<void(live::Viewers&)> task) { post_to(*worker, std::move(task)); });
    }
    return boxes;
}

void LiveFeed::start(const Spawn& spawn) {
    Worker& first = *workers_.front();
    for (int partition = 0; partition < partitions_; ++partition) spawn(first, reader_.follow(partition));
    spawn(first, feed_.run());
    spawn(first, board_.run());
    presence_runs_ = true;
    spawn(first, watch_presence());
    for (const auto& worker : workers_) spawn(*worker, worker->backend().viewers().run());
}

Awaitable<void> LiveFeed::watch_presence() {
    co_await presence_.run();
    presence_runs_ = false;
    presence_ended_.cancel();
}

Awaitable<void> LiveFeed::stop() {
    for (const auto& worker : workers_) post_to(*worker, [](live::Viewers& viewers) { viewers.stop(); });
    feed_.stop();
    board_.stop();
    presence_.stop();
    // Who has left is still told to the other nodes.
    if (presence_runs_) {
        presence_ended_.expires_after(kGoodbye);
        co_await presence_ended_.async_wait(kAwait);
    }
    co_await reader_.stop();
}

}  // namespace hotline
