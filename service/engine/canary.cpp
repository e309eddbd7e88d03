#include "engine/canary.hpp"

#include "domain/answering.hpp"
#include "domain/canary.hpp"

namespace hotline {
namespace {

using namespace std::chrono_literals;

// Another node's call may be under way; what is older has been left.
constexpr auto kLeftAfter = 30s;
constexpr std::size_t kLeftAtOnce = 20;

NewTicket the_call() {
    NewTicket call;
    call.channel = kCanaryChannel;
    call.matter.title = "canary";
    call.matter.text = "a synthetic call";
    return call;
}

ResolveRequest the_answer() {
    ResolveRequest answer;
    answer.justified = answer.solved = true;
    answer.internal_account = answer.public_answer = "synthetic";
    return answer;
}

bool is_finished(const Ticket& ticket) { return ticket.state == State::kClosed || ticket.state == State::kCancelled; }

}  // namespace

Canary::Canary(boost::asio::io_context& io, Parts parts, std::chrono::seconds period)
    : parts_(parts), period_(period), sleep_(io) {}

Awaitable<void> Canary::run() {
    while (running_) {
        const auto done = co_await cycle();
        if (!done) parts_.log.error("canary_failed", {{"stage", stage_}, {"why", done.error().detail}});
        if (!running_) co_return;
        // All nodes begin with the same period of the world's time, so that their calls are the same call.
        const auto now = parts_.world.now().time_since_epoch();
        sleep_.expires_after(period_ - now % period_);
        co_await sleep_.async_wait(kAwait);
    }
}

void Canary::stop() {
    running_ = false;
    sleep_.cancel();
}

Awaitable<Result<void>> Canary::cycle() {
    stage_ = "left over";
    if (auto left = co_await finish_what_was_left(); !left) co_return left;
    co_return co_await call();
}

Awaitable<Result<void>> Canary::finish_what_was_left() {
    const auto urgencies = parts_.desk.rules()->catalogue->urgency_levels();
    std::vector<TicketNumber> numbers;
    for (const State state : {State::kQueued, State::kInProgress, State::kResolved}) {
        std::vector<TaskForceId> own{TaskForceId(std::string(kCanaryTaskForce))};
        const auto page = co_await parts_.queues.page(std::move(own), state, urgencies, std::nullopt, kLeftAtOnce);
        if (!page) co_return std::unexpected(page.error());
        for (const QueuePosition& entry : page->entries) {
            if (entry.opened_at < parts_.clock.earlier(kLeftAfter)) numbers.push_back(entry.number);
        }
    }
    auto tickets = co_await parts_.store.read_all(std::move(numbers));
    if (!tickets) co_return std::unexpected(tickets.error());
    for (Ticket& left : *tickets) {
        // Somebody else may be finishing it: the next cycle looks again.
        auto ticket = co_await go_on(std::move(left));
        while (ticket && !is_finished(*ticket)) ticket = co_await go_on(*std::move(ticket));
    }
    co_return Result<void>{};
}

Awaitable<Result<void>> Canary::call() {
    stage_ = "open";
    const auto period = parts_.world.now().time_since_epoch() / period_;
    auto opened = co_await parts_.desk.open(canary_operator(), the_call(), "canary-" + std::to_string(period));
    if (!opened) co_return std::unexpected(opened.error());
    if (!opened->created) co_return Result<void>{};
    passed("open");
    stage_ = "route";
    Ticket ticket = std::move(opened->ticket);
    if (ticket.state != State::kQueued) co_return fail(ErrorCode::kInternal, "it did not come into its queue");
    passed("route");
    while (!is_finished(ticket)) {
        auto next = co_await go_on(std::move(ticket));
        if (!next) co_return std::unexpected(next.error());
        passed(stage_);
        ticket = *std::move(next);
    }
    co_return Result<void>{};
}

Awaitable<Result<Ticket>> Canary::go_on(Ticket ticket) {
    const TicketRef ref{ticket.number, ticket.revision};
    if (ticket.state == State::kQueued) {
        stage_ = "claim";
        co_return co_await parts_.desk.claim(canary_staff(), ref);
    }
    if (ticket.state == State::kInProgress) {
        stage_ = "resolve";
        co_return co_await parts_.desk.change(
            canary_staff(), ref, Action::kResolve,
            [](const Ticket& before, const Act& act) { return resolve(before, the_answer(), act); });
    }
    stage_ = "close";
    co_return co_await parts_.desk.change(
        canary_operator(), ref, Action::kCallback, [](const Ticket& before, const Act& act) {
            return call_back(before, {.reached = true, .solved = true, .satisfaction = 0, .remark = ""}, act);
        });
}

void Canary::passed(std::string_view stage) { parts_.metrics.canary_stage(stage, parts_.world.now()); }

}  // namespace hotline
