#include "live/event_reader.hpp"

#include <optional>

#include "store/event_chain.hpp"

namespace hotline::live {
namespace {

using namespace std::chrono_literals;

constexpr int kAtOnce = 500;
// After some events there is a wait for more of them: a burst comes in few pieces.
constexpr auto kPause = 20ms;
constexpr auto kPauseAfterFailure = 200ms;
constexpr auto kReconnect = 2s;
constexpr std::string_view kBeforeAll = "0-0";

redis::LinkSettings patient(redis::LinkSettings settings) {
    settings.call_timeout += EventTail::kLongestWait;
    settings.handshake.clear();
    return settings;
}

/// Nothing: an entry that is not in the chain; what number it has cannot be known.
std::optional<RecordedEvent> recorded(LoggedEvent& logged) {
    const auto link = parse_link(logged.link);
    if (!link || logged.serial == 0) return std::nullopt;
    std::uint32_t tag = 0;
    for (std::size_t i = 0; i < sizeof tag; ++i) tag = tag << 8U | static_cast<unsigned char>(link->digest[i]);
    return RecordedEvent{{link->count, tag}, logged.serial, std::move(logged.event)};
}

}  // namespace

struct EventReader::Follower {
    Follower(boost::asio::io_context& io, const redis::LinkSettings& redis, redis::LinkObserver& observer, int which)
        : partition(which), link(io.get_executor(), redis, observer), tail(link, which), timer(io) {}

    int partition;
    redis::Link link;
    EventTail tail;
    boost::asio::steady_timer timer;
    LoggedEvent last;  // of those read; its id is empty before the first
    Mark mark;
    bool begun = false;
    bool sure = false;  // that `last` is in the stream
};

EventReader::EventReader(boost::asio::io_context& io, const redis::LinkSettings& redis, redis::LinkObserver& observer,
                         telemetry::Log& log, int partitions, Sink sink)
    : log_(log), sink_(std::move(sink)) {
    for (int partition = 0; partition < partitions; ++partition) {
        followers_.push_back(std::make_unique<Follower>(io, patient(redis), observer, partition));
    }
}

EventReader::~EventReader() = default;

Awaitable<void> EventReader::follow(int partition) {
    Follower& follower = *followers_.at(static_cast<std::size_t>(partition));
    follower.link.start();
    while (running_) {
        if (!sink_.wanted()) {
            co_await rest(follower);
            continue;
        }
        const auto done = co_await step(follower);
        if (!done) {
            follower.sure = false;
            (void)co_await follower.link.until_connected(kReconnect);
        }
        if (!running_) break;
        follower.timer.expires_after(done ? kPause : kPauseAfterFailure);
        co_await follower.timer.async_wait(kAwait);
    }
}

Awaitable<void> EventReader::rest(Follower& follower) {
    follower.begun = follower.sure = false;
    sink_.rests(follower.partition);
    follower.timer.expires_at(std::chrono::steady_clock::time_point::max());
    co_await follower.timer.async_wait(kAwait);
}

void EventReader::wake() {
    for (const auto& follower : followers_) follower->timer.cancel();
}

Awaitable<void> EventReader::stop() {
    running_ = false;
    for (const auto& follower : followers_) {
        follower->timer.cancel();
        co_await follower->link.stop();
    }
}

Awaitable<Result<void>> EventReader::step(Follower& follower) {
    if (!follower.sure) {
        if (const auto known = co_await make_sure(follower); !known) co_return std::unexpected(known.error());
    }
    const auto& after = follower.last.id;
    auto read = co_await follower.tail.next(after.empty() ? std::string(kBeforeAll) : after, kAtOnce);
    if (!read) co_return std::unexpected(read.error());
    std::vector<RecordedEvent> events;
    for (LoggedEvent& logged : *read) {
        auto event = recorded(logged);
        if (!event || event->mark.count != follower.mark.count + 1) {
            follower.begun = follower.sure = false;
            co_return Result<void>{};
        }
        follower.mark = event->mark;
        follower.last = {std::move(logged.id), logged.serial, {}, std::move(logged.link)};
        events.push_back(*std::move(event));
    }
    if (!events.empty()) sink_.events(follower.partition, std::move(events));
    co_return Result<void>{};
}

Awaitable<Result<void>> EventReader::make_sure(Follower& follower) {
    if (follower.begun && !follower.last.id.empty()) {
        const auto there = co_await follower.tail.has(follower.last);
        if (!there) co_return std::unexpected(there.error());
        if (!*there) {
            log_.error("events_lost", {{"partition", follower.partition}, {"last_known", follower.mark.count}});
            follower.begun = false;
        }
    }
    if (!follower.begun) co_return co_await begin(follower);
    follower.sure = true;
    co_return Result<void>{};
}

Awaitable<Result<void>> EventReader::begin(Follower& follower) {
    auto read = co_await follower.tail.last(kRecent + 1);
    if (!read) co_return std::unexpected(read.error());
    follower.last = {};
    follower.mark = {};
    Mark base;
    std::vector<RecordedEvent> recent;
    for (LoggedEvent& logged : *read) {
        auto event = recorded(logged);
        if (event && event->mark.count != follower.mark.count + 1) {
            // The oldest that was read; or something stands before it that has no number.
            recent.clear();
            base = {event->mark.count - 1, 0};
        }
        follower.last = {std::move(logged.id), logged.serial, {}, std::move(logged.link)};
        follower.mark = event ? event->mark : Mark{};
        if (event) recent.push_back(*std::move(event));
    }
    if (recent.size() > kRecent) {
        base = recent.front().mark;
        recent.erase(recent.begin());
    }
    follower.begun = follower.sure = true;
    sink_.restart(follower.partition, base, std::move(recent));
    co_return Result<void>{};
}

}  // namespace hotline::live
