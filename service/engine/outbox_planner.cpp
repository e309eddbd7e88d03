#include "engine/outbox_planner.hpp"

#include <algorithm>
#include <map>

#include "store/ticket_document.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

// A cursor that moves over events of which nothing is to be said is kept so often: what is looked at again after a
// crash is a second's worth.
constexpr auto kKeepEvery = 1s;

struct NamedEvent {
    TicketNumber number;
    TicketEvent event;
    const std::string* text;
};

}  // namespace

OutboxPlanner::OutboxPlanner(boost::asio::io_context& io, Parts parts) : parts_(std::move(parts)), sleep_(io) {}

Awaitable<void> OutboxPlanner::run() {
    while (running_) {
        woken_ = false;
        // A store that is away is told by the link; the next cycle goes on where this one stopped.
        (void)co_await cycle();
        if (!running_) co_return;
        sleep_.expires_after(kPause);
        co_await sleep_.async_wait(kAwait);
        if (woken_ || !running_) continue;
        sleep_.expires_at(swept_ + kSweep);
        co_await sleep_.async_wait(kAwait);
    }
}

void OutboxPlanner::wake() {
    woken_ = true;
    if (sleep_.expiry() > std::chrono::steady_clock::now() + kPause) sleep_.cancel();
}

void OutboxPlanner::stop() {
    running_ = false;
    sleep_.cancel();
}

Awaitable<Result<void>> OutboxPlanner::cycle() {
    if (places_.empty()) {
        const auto learnt = co_await learn_places();
        if (!learnt) co_return learnt;
    }
    const auto now = std::chrono::steady_clock::now();
    const bool sweep = now - swept_ >= kSweep;
    if (sweep) swept_ = now;
    const bool silent = parts_.rules()->notifications->channels.all().empty();
    for (int partition = 0; partition < parts_.partitions && running_; ++partition) {
        const bool rung = !silent && parts_.bells.answer(partition);
        if (!sweep && !rung) continue;
        const auto planned = silent ? co_await pass_over(partition) : co_await plan_partition(partition);
        if (planned) continue;
        places_.clear();  // whether the last plan was taken is not known
        co_return planned;
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxPlanner::learn_places() {
    auto cursors = co_await parts_.outbox.cursors(parts_.partitions);
    if (!cursors) co_return std::unexpected(cursors.error());
    for (std::string& cursor : *cursors) places_.push_back({cursor, cursor, {}});
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxPlanner::plan_partition(int partition) {
    for (bool more = true; more && running_;) {
        const std::string seen = places_[static_cast<std::size_t>(partition)].seen;
        const auto events = co_await parts_.events.events_after(partition, seen);
        if (!events) co_return std::unexpected(events.error());
        more = std::ssize(*events) == EventLog::kEventsAtOnce;
        auto deliveries = co_await deliveries_of(partition, *events);
        if (!deliveries) co_return std::unexpected(deliveries.error());
        const auto gone_on =
            co_await go_on(partition, events->empty() ? seen : events->back().id, *std::move(deliveries));
        if (!gone_on) co_return gone_on;
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> OutboxPlanner::pass_over(int partition) {
    auto last = co_await parts_.events.last_event(partition);
    if (!last) co_return std::unexpected(last.error());
    co_return co_await go_on(partition, *std::move(last), {});
}

Awaitable<Result<void>> OutboxPlanner::go_on(int partition, std::string next, std::vector<Delivery> deliveries) {
    Place& place = places_[static_cast<std::size_t>(partition)];
    const bool kept_just_now = std::chrono::steady_clock::now() - place.kept_at < kKeepEvery;
    if (deliveries.empty() && (next == place.kept || kept_just_now)) {
        place.seen = std::move(next);
        co_return Result<void>{};
    }
    co_return co_await keep(partition, std::move(next), std::move(deliveries));
}

Awaitable<Result<void>> OutboxPlanner::keep(int partition, std::string next, std::vector<Delivery> deliveries) {
    const std::string before = places_[static_cast<std::size_t>(partition)].kept;
    const bool something = !deliveries.empty();
    auto cursor = co_await parts_.outbox.plan(partition, before, next, std::move(deliveries));
    if (!cursor) co_return std::unexpected(cursor.error());
    if (something && *cursor == next) parts_.planned();
    places_[static_cast<std::size_t>(partition)] = {*cursor, *cursor, std::chrono::steady_clock::now()};
    co_return Result<void>{};
}

Awaitable<Result<std::vector<Delivery>>> OutboxPlanner::deliveries_of(int partition,
                                                                      const std::vector<LoggedEvent>& events) {
    const auto rules = parts_.rules();
    const Instant oldest = parts_.clock.now() - kOldest;
    std::vector<NamedEvent> told;
    std::vector<TicketNumber> numbers;
    for (const LoggedEvent& logged : events) {
        auto event = logged.serial > 0 ? decode_event(logged.event) : fail(ErrorCode::kInternal, "");
        if (!event) {
            parts_.log.error("event_not_told", {{"partition", partition}, {"entry", logged.id}});
            continue;
        }
        if (event->at < oldest || !concerns_anybody(*event, *rules->notifications)) continue;
        const TicketNumber number(partition, logged.serial);
        told.push_back({number, *std::move(event), &logged.event});
        if (std::ranges::find(numbers, number) == numbers.end()) numbers.push_back(number);
    }
    std::vector<Delivery> deliveries;
    if (told.empty()) co_return deliveries;
    const auto tickets = co_await parts_.store.read_each(numbers);
    for (const NamedEvent& one : told) {
        const auto at = std::ranges::find(numbers, one.number) - numbers.begin();
        const auto& ticket = tickets[static_cast<std::size_t>(at)];
        if (ticket) {
            plan_event(*ticket, one.event, *one.text, *rules, deliveries);
        } else if (ticket.error().code == ErrorCode::kInternal || ticket.error().code == ErrorCode::kTicketNotFound) {
            parts_.log.error("event_not_told", {{"ticket", one.number.text()}, {"why", ticket.error().detail}});
        } else {
            co_return std::unexpected(ticket.error());
        }
    }
    co_return deliveries;
}

void OutboxPlanner::plan_event(const Ticket& ticket, const TicketEvent& event, const std::string& text,
                               const Rulebook& rules, std::vector<Delivery>& deliveries) {
    auto planned = plan_deliveries(ticket, event, text, rules, parts_.clock.now());
    for (const PersonId& person : planned.unreachable) {
        parts_.metrics.notification("none", "unreachable");
        parts_.log.warning("nobody_reached", {{"ticket", ticket.number.text()}, {"person", person.value}});
    }
    for (Delivery& delivery : planned.deliveries) {
        delivery.created = parts_.world.now();
        delivery.not_before = parts_.clock.in_world(delivery.not_before);
        if (delivery.notice == Notice::kEscalation) delivery.not_before += rules.notifications->fold.wait;
        deliveries.push_back(std::move(delivery));
    }
}

}  // namespace hotline
