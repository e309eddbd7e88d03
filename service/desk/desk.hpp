// The use cases of the hotline: who may do it (lifecycle table), what it means (domain decision), and one commit.
// One for each thread, on that thread's store; never shared between threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "domain/change.hpp"
#include "domain/intake.hpp"
#include "store/presence.hpp"
#include "store/queues.hpp"
#include "store/ticket_store.hpp"
#include "telemetry/metrics.hpp"

namespace hotline {

/// A ticket as its reader names it: `revision` is the one the reader has seen (If-Match), if the reader cares.
struct TicketRef {
    TicketNumber number;
    std::optional<Revision> revision;
};

/// A domain decision (claim, resolve, …) with its request bound.
using Decision = std::function<Result<Change>(const Ticket&, const Act&)>;

/// Errors of every function: kStoreUnavailable, kTooBusy, kOutcomeUnknown, kInternal. Of those that take a ticket also
/// kTicketNotFound (it does not exist, or this person may not see it), kForbidden, kIllegalTransition, kStaleRevision.
class Desk {
public:
    Desk(TicketStore& store, Queues& queues, Presence& presence, const Clock& clock, telemetry::Metrics& metrics,
         std::shared_ptr<const Rulebook> rules);

    /// From the next request on. What runs keeps the rules it began with.
    void use(std::shared_ptr<const Rulebook> rules) { rules_ = std::move(rules); }
    [[nodiscard]] std::shared_ptr<const Rulebook> rules() const { return rules_; }
    /// Called for each escalation, put on record here, that no one in the whole ladder could be told of.
    void on_nobody_told(std::function<void(const Ticket&, const TicketEvent&)> alert) { alert_ = std::move(alert); }
    [[nodiscard]] Instant now() const { return clock_.now(); }

    /// kIdempotencyKeyReused: the key opened a ticket with another request.
    [[nodiscard]] Awaitable<Result<Opened>> open(const Person& person, NewTicket request, std::string idempotency_key);

    [[nodiscard]] Result<RoutingPreview> preview_routing(const Person& person, NewTicket request) const;

    /// Takes `action` on a ticket. Without a revision in `ref` a lost race is tried again on what the ticket has
    /// become.
    [[nodiscard]] Awaitable<Result<Ticket>> change(const Person& person, TicketRef ref, Action action, Decision decide);

    /// kClaimLost: context "holder" names who has it. Claiming what one holds is no error and changes nothing.
    [[nodiscard]] Awaitable<Result<Ticket>> claim(const Person& person, TicketRef ref);

    /// The ticket with the least of its SLA target left, then the most urgent. kQueueEmpty.
    [[nodiscard]] Awaitable<Result<Ticket>> claim_next(const Person& person, TaskForceId task_force);

    /// The merged ticket, cancelled. Its callers get their call-back on the survivor. kMergeConflict.
    [[nodiscard]] Awaitable<Result<Ticket>> merge(const Person& person, TicketRef merged, TicketNumber survivor);

    /// Everything that should have happened to the ticket by itself until now, by this node's clock, one commit for
    /// each, in the order in which it was due; then sets its timer to what comes next. Another node that does the same
    /// at the same time is no trouble: one of them wins each commit. How many commits were won here.
    [[nodiscard]] Awaitable<Result<int>> settle(Ticket ticket);

private:
    /// Now, but never before the ticket's last change: facts stand in order although nodes' clocks differ (DESIGN §5).
    [[nodiscard]] Act act_on(const Ticket& ticket, const Person& person, const Rulebook& rules) const;
    [[nodiscard]] Awaitable<Result<Committed>> commit(const Ticket& before, Change change, const Rulebook& rules);
    /// nullopt: others were faster with each of them.
    [[nodiscard]] Awaitable<Result<std::optional<Ticket>>> claim_one_of(std::vector<QueuePosition> heads,
                                                                        const Person& person, TaskForceId task_force,
                                                                        std::shared_ptr<const Rulebook> rules);
    /// The person sees the ticket, read the revision it is at, and may do this to it.
    [[nodiscard]] Awaitable<Result<void>> admit(const Person& person, const Ticket& ticket, TicketRef ref,
                                                Action action);
    [[nodiscard]] Awaitable<Result<void>> check_revision(const Ticket& ticket, TicketRef ref);
    void count(const Ticket& before, const TicketEvent& event, const Ticket& after);
    /// Without a commit: none.
    [[nodiscard]] Awaitable<Result<int>> set_timer(Ticket ticket, Wake wake);
    /// When the holder last used the service, looked up only where a claim may have lapsed.
    [[nodiscard]] Awaitable<Result<Instant>> holder_seen(const Ticket& ticket, const Rulebook& rules);
    void count_clocks(const Ticket& before, const Ticket& after);
    void count_escalation(const TicketEvent& event, const Ticket& before);
    [[nodiscard]] std::string category_group(const Ticket& ticket) const;

    TicketStore& store_;
    Queues& queues_;
    Presence& presence_;
    const Clock& clock_;
    telemetry::Metrics& metrics_;
    std::shared_ptr<const Rulebook> rules_;
    std::function<void(const Ticket&, const TicketEvent&)> alert_;
};

}  // namespace hotline
