// What a ticket does by itself when its time has come.
#include "desk/desk.hpp"
#include "domain/escalation.hpp"
#include "domain/holding.hpp"

namespace hotline {

Awaitable<Result<int>> Desk::settle(Ticket ticket) {
    const auto rules = rules_;
    const Person system = the_system();
    int won = 0;
    // Each turn puts one step on record, here or elsewhere, and a ticket has a few dozen of them in all its life.
    while (true) {
        const auto seen = co_await holder_seen(ticket, *rules);
        if (!seen) co_return std::unexpected(seen.error());
        auto change = next_due_change(ticket, Act{*rules, system, clock_.now()}, *seen);
        if (!change) break;
        if (const auto allowed = permit(change->event.action, ticket.standing(), system); !allowed) {
            co_return std::unexpected(allowed.error());
        }
        auto committed = co_await commit(ticket, *std::move(change), *rules);
        if (!committed) co_return std::unexpected(committed.error());
        if (committed->applied) ++won;
        ticket = std::move(committed->ticket);
    }
    if (won == 0) {
        // Nothing was due under the rules of now: the timer was set under others.
        const auto seen = co_await holder_seen(ticket, *rules);
        if (!seen) co_return std::unexpected(seen.error());
        const auto wake = next_wake(ticket, *rules, *seen);
        if (const auto armed = co_await store_.arm(std::move(ticket), wake); !armed) {
            co_return std::unexpected(armed.error());
        }
    }
    co_return won;
}

Awaitable<Result<Instant>> Desk::holder_seen(const Ticket& ticket, const Rulebook& rules) {
    const auto lapses = lease_end(ticket, rules, Instant::min());
    if (!lapses || *lapses > clock_.now()) co_return Instant::min();
    co_return co_await presence_.last_seen(ticket.holder);
}

}  // namespace hotline
