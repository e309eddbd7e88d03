#include "engine/timer_engine.hpp"

#include <algorithm>
#include <iterator>

#include "engine/all_of.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

// Of each partition at once: enough to keep the links busy, few enough that what comes next is soon looked at again.
constexpr int kPortion = 64;
// What is overdue for longer than the sweep takes is the metric's business.
constexpr auto kOverdueAfter = 5s;

}  // namespace

TimerEngine::TimerEngine(boost::asio::io_context& io, Parts parts, Alarm& alarm)
    : io_(io), parts_(parts), alarm_(alarm), sleep_(io) {}

Awaitable<void> TimerEngine::run() {
    while (running_) {
        woken_ = false;
        alarm_.look();
        const auto outlook = co_await parts_.timers.outlook();
        // Where nothing can be seen or fired, the next sweep tries again.
        bool able = outlook && clock_agrees(*outlook);
        const Instant first = outlook ? outlook->earliest.value_or(Instant::max()) : Instant::max();
        if (outlook) co_await measure(*outlook);
        if (able && first <= parts_.clock.now()) {
            able = (co_await fire_all_due()).has_value();
            if (able) continue;
        }
        co_await rest(able ? first : Instant::min());
    }
}

// Each look at the timers is one more wait for the store before the next one fires, so there is none in between; but
// however much is due, the clocks are compared and the timers counted again once a sweep.
Awaitable<Result<void>> TimerEngine::fire_all_due() {
    const auto until = std::chrono::steady_clock::now() + kSweep;
    while (running_ && std::chrono::steady_clock::now() < until) {
        const auto fired = co_await fire_due();
        if (!fired) co_return std::unexpected(fired.error());
        if (*fired == 0) break;
    }
    co_return Result<void>{};
}

Awaitable<Result<std::size_t>> TimerEngine::fire_due() {
    const auto due = co_await parts_.timers.due(parts_.clock.now(), kPortion);
    if (!due) co_return std::unexpected(due.error());
    std::vector<TicketNumber> numbers;
    std::ranges::transform(*due, std::back_inserter(numbers), &Timer::number);
    auto tickets = to_settle(numbers, co_await parts_.store.read_each(numbers));
    if (!tickets) co_return std::unexpected(tickets.error());
    if (tickets->empty() && !numbers.empty()) co_return fail(ErrorCode::kInternal, "nothing that is due can be read");
    const std::size_t readable = tickets->size();
    if (const auto settled = co_await settle_all(*std::move(tickets)); !settled) {
        co_return std::unexpected(settled.error());
    }
    co_return readable;
}

Result<std::vector<Ticket>> TimerEngine::to_settle(const std::vector<TicketNumber>& numbers,
                                                   std::vector<Result<Ticket>> read) const {
    std::vector<Ticket> tickets;
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (read[i]) {
            tickets.push_back(*std::move(read[i]));
            continue;
        }
        const Error& error = read[i].error();
        if (error.code == ErrorCode::kTicketNotFound) {
            tickets.push_back(absent_ticket(numbers[i]));  // of revision 0: settled, it has no timer
        } else if (error.code == ErrorCode::kInternal) {
            parts_.log.error("timer_not_fired", {{"ticket", numbers[i].text()}, {"why", error.detail}});
        } else {
            return std::unexpected(error);
        }
    }
    return tickets;
}

Awaitable<Result<void>> TimerEngine::settle_all(std::vector<Ticket> tickets) {
    Result<void> outcome;
    co_await all_of(io_.get_executor(), std::move(tickets), [&](Ticket ticket) -> Awaitable<void> {
        const auto number = ticket.number;
        const auto settled = co_await parts_.desk.settle(std::move(ticket));
        if (settled) co_return;
        parts_.log.warning("timer_not_fired", {{"ticket", number.text()}, {"why", settled.error().detail}});
        outcome = std::unexpected(settled.error());
    });
    co_return outcome;
}

bool TimerEngine::clock_agrees(const TimerOutlook& outlook) {
    const auto offset = parts_.clock.in_world(parts_.clock.now()) - outlook.store_time;
    parts_.metrics.clock_offset(offset);
    const bool agrees = std::chrono::abs(offset) <= kMostOffset;
    if (agreed_ && !agrees) {
        parts_.log.error("clock_differs_from_redis",
                         {{"offset_ms", offset.count()}, {"effect", "no timer fires here"}});
    }
    agreed_ = agrees;
    return agrees;
}

// Once for each sweep: while something is due every few milliseconds, this would be most of the work.
Awaitable<void> TimerEngine::measure(const TimerOutlook& outlook) {
    const auto now = std::chrono::steady_clock::now();
    if (now - measured_ < kSweep) co_return;
    measured_ = now;
    const auto overdue = co_await parts_.timers.count_due(parts_.clock.now() - kOverdueAfter);
    if (overdue) parts_.metrics.timers(outlook.armed, *overdue);
}

// Sleeps until `first`, the next sweep, or until woken, whichever comes first. Something may have become due since the
// store was looked at, and is not slept over.
Awaitable<void> TimerEngine::rest(Instant first) {
    if (woken_ || !running_) co_return;
    const auto wake_at = alarm_.go_to_sleep(first);
    std::chrono::nanoseconds pause = kSweep;
    if (first != Instant::min()) pause = std::min(pause, parts_.clock.until(wake_at));
    sleep_.expires_after(pause);
    co_await sleep_.async_wait(kAwait);
}

void TimerEngine::wake() {
    woken_ = true;
    sleep_.cancel();
}

void TimerEngine::stop() {
    running_ = false;
    wake();
}

}  // namespace hotline
