#include "live/feed.hpp"

#include <algorithm>

#include "domain/canary.hpp"
#include "http/event_stream.hpp"
#include "live/event_reader.hpp"
#include "live/viewers.hpp"
#include "store/ticket_document.hpp"

namespace hotline::live {
namespace {

using namespace std::chrono_literals;

// Under load events are told so many times a second: each viewer's then go out in one write. The first after a quiet
// moment is told at once.
constexpr auto kTick = 70ms;
constexpr auto kTryAgain = 200ms;
constexpr auto kIdle = 1s;
constexpr auto kLinger = 30s;
constexpr std::size_t kTicketsAtOnce = 250;

}  // namespace

Feed::Feed(boost::asio::io_context& io, Parts parts, int partitions, std::vector<Mailbox> threads)
    : io_(io),
      parts_(std::move(parts)),
      threads_(std::move(threads)),
      rings_(static_cast<std::size_t>(partitions), EventRing(EventReader::kRecent, kBytesOfPartition)),
      begun_(static_cast<std::size_t>(partitions), false),
      news_(io),
      rest_(io),
      of_thread_(threads_.size()),
      resumed_(io) {}

void Feed::restart(int partition, Mark base, std::vector<RecordedEvent> recent) {
    pending_.push_back({partition, true, base, std::move(recent)});
    news_.cancel();
}

void Feed::take(int partition, std::vector<RecordedEvent> events) {
    pending_.push_back({partition, false, {}, std::move(events)});
    news_.cancel();
}

void Feed::rests(int partition) { begun_[static_cast<std::size_t>(partition)] = false; }

bool Feed::wanted() const { return watched() || (left_ && std::chrono::steady_clock::now() - *left_ < kLinger); }

void Feed::stop() {
    running_ = false;
    news_.cancel();
    rest_.cancel();
    resumed_.cancel();
}

Awaitable<void> Feed::run() {
    while (running_) {
        if (pending_.empty()) {
            news_.expires_after(kIdle);
            co_await news_.async_wait(kAwait);
            continue;
        }
        co_await dispatch(std::exchange(pending_, {}));
        if (!watched() || !running_) continue;
        rest_.expires_after(kTick);
        co_await rest_.async_wait(kAwait);
    }
}

Awaitable<void> Feed::dispatch(std::vector<Portion> portions) {
    std::vector<Numbered> events;
    for (Portion& portion : portions) {
        if (portion.restarts) {
            std::erase_if(events, [&](const Numbered& event) { return event.partition == portion.partition; });
            dispatch_restart(std::move(portion));
            continue;
        }
        for (RecordedEvent& event : portion.events) events.push_back({portion.partition, {std::move(event)}});
    }
    // Nobody may be told of an event without the next being known: so there is nothing but to try again.
    while (watched() && running_ && !co_await describe(events)) {
        rest_.expires_after(kTryAgain);
        co_await rest_.async_wait(kAwait);
    }
    if (running_) publish(std::move(events));
}

void Feed::dispatch_restart(Portion portion) {
    const auto index = static_cast<std::size_t>(portion.partition);
    rings_[index].restart(portion.base);
    for (RecordedEvent& event : portion.events) rings_[index].push({std::move(event)});
    const bool first = !begun_[index];
    begun_[index] = true;
    ++sequence_;
    if (!first) post({sequence_, head().text(), {}, true});
}

void Feed::publish(std::vector<Numbered> events) {
    if (events.empty()) return;
    ++sequence_;
    const bool told = watched();
    Position position = head();
    Batch batch{sequence_, {}, {}, false};
    for (Numbered& event : events) {
        position.set(event.partition, event.entry.recorded.mark);
        if (const auto& what = event.entry.described; told && what) {
            Happening happening{what, position.text()};
            happening.shown =
                std::make_shared<const std::string>(http::event_text("ticket", happening.id, what->shown));
            if (!what->left.empty()) {
                happening.left =
                    std::make_shared<const std::string>(http::event_text("ticket_left", happening.id, what->left));
            }
            batch.events.push_back(std::move(happening));
        }
        rings_[static_cast<std::size_t>(event.partition)].push(std::move(event.entry));
    }
    parts_.board.changed();
    if (!told) return;
    batch.position = position.text();
    post(std::move(batch));
}

void Feed::post(Batch batch) {
    const auto shared = std::make_shared<const Batch>(std::move(batch));
    for (std::size_t i = 0; i < threads_.size(); ++i) {
        if (of_thread_[i] > 0) threads_[i]([shared](Viewers& viewers) { viewers.take(shared); });
    }
}

Awaitable<Result<void>> Feed::describe(std::vector<Numbered>& events) {
    std::map<TicketNumber, std::vector<std::size_t>> wanted;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (events[i].entry.described) continue;
        wanted[TicketNumber(events[i].partition, events[i].entry.recorded.serial)].push_back(i);
    }
    for (auto next = wanted.begin(); next != wanted.end();) {
        std::vector<TicketNumber> numbers;
        const auto first = next;
        for (; next != wanted.end() && numbers.size() < kTicketsAtOnce; ++next) numbers.push_back(next->first);
        const auto tickets = co_await parts_.store.read_each(std::move(numbers));
        auto of = first;
        for (const Result<Ticket>& ticket : tickets) {
            if (!ticket && ticket.error().code != ErrorCode::kTicketNotFound &&
                ticket.error().code != ErrorCode::kInternal) {
                co_return std::unexpected(ticket.error());
            }
            for (const std::size_t i : of->second) events[i].entry.described = described(events[i], ticket);
            ++of;
        }
    }
    co_return Result<void>{};
}

std::shared_ptr<const Described> Feed::described(const Numbered& event, const Result<Ticket>& ticket) const {
    if (ticket && is_canary(*ticket)) return nullptr;
    const RecordedEvent& recorded = event.entry.recorded;
    const auto decoded = decode_event(recorded.event);
    if (!ticket || !decoded) {
        parts_.log.error("event_not_told", {{"partition", event.partition},
                                            {"event", recorded.mark.count},
                                            {"why", ticket ? decoded.error().detail : ticket.error().detail}});
        return nullptr;
    }
    Described described{ticket->number, ticket->standing(), {}, {}, {}};
    const auto rules = parts_.rules();
    auto texts = parts_.describe(event.partition, recorded.mark.count, *decoded, *ticket, *rules);
    described.shown = std::move(texts.shown);
    if (decoded->changes.contains("task_force")) {
        for (const LedgerEntry& entry : ticket->ledger) described.earlier.push_back(entry.task_force);
        described.left = std::move(texts.left);
    }
    return std::make_shared<const Described>(std::move(described));
}

Position Feed::head() const {
    Position position(rings_.size());
    position.set_roster(parts_.roster());
    for (std::size_t i = 0; i < rings_.size(); ++i) position.set(static_cast<int>(i), rings_[i].head());
    return position;
}

}  // namespace hotline::live
