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
        // What is due says this node's clock, even where the ticket was changed later by another's.
        const auto upcoming = next_upcoming(ticket, *rules, *seen);
        if (!upcoming || upcoming->at > clock_.now()) {
            if (won > 0) co_return won;
            // Nothing was due under the rules of now: the timer was set under others.
            co_return co_await set_timer(std::move(ticket), upcoming ? Wake(upcoming->at) : std::nullopt);
        }
        Change change = bring_about(ticket, *upcoming, act_on(ticket, system, *rules));
        if (const auto allowed = permit(change.event.action, ticket.standing(), system); !allowed) {
            co_return std::unexpected(allowed.error());
        }
        auto committed = co_await commit(ticket, std::move(change), *rules);
        if (!committed) co_return std::unexpected(committed.error());
        if (committed->applied) ++won;
        ticket = std::move(committed->ticket);
    }
}

Awaitable<Result<int>> Desk::set_timer(Ticket ticket, Wake wake) {
    const auto filed = co_await store_.file(std::move(ticket), {}, wake);
    if (!filed) co_return std::unexpected(filed.error());
    co_return 0;
}

Awaitable<Result<Instant>> Desk::holder_seen(const Ticket& ticket, const Rulebook& rules) {
    const auto lapses = lease_end(ticket, rules, Instant::min());
    if (!lapses || *lapses > clock_.now()) co_return Instant::min();
    co_return co_await presence_.last_seen(ticket.holder.value);
}

}  // namespace hotline
