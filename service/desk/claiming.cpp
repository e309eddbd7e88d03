// Claim and claim-next: the two ways a ticket gets its holder.
#include <algorithm>
#include <deque>
#include <map>

#include "desk/desk.hpp"
#include "domain/holding.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

// How many of each partition's first tickets the first look at the queue brings: it is cheap, and nearly always enough.
// Whoever finds them gone is one of a crowd pressing at once, and looks further.
constexpr int kFirstHeads = 1;
constexpr int kFurtherHeads = 5;
constexpr int kMostLooks = 50;

Decision claim_decision() {
    return [](const Ticket& ticket, const Act& act) { return Result<Change>(claim(ticket, act)); };
}

bool is_taken(const Ticket& ticket) { return ticket.state == State::kInProgress || ticket.state == State::kWaiting; }

std::unexpected<Error> lost(const Ticket& ticket) {
    return std::unexpected(Error{ErrorCode::kClaimLost,
                                 ticket.holder.value + " has claimed this ticket",
                                 "",
                                 {{"holder", ticket.holder.value}}});
}

/// What one look at the queue found: of each urgency the longest waiting, with its document once it has been read.
class Candidates {
public:
    explicit Candidates(const std::vector<QueuePosition>& heads) {
        for (const QueuePosition& head : heads) lines_[head.urgency].numbers.push_back(head.number);
    }

    [[nodiscard]] bool empty() const {
        return std::ranges::all_of(lines_, [](const auto& line) { return line.second.numbers.empty(); });
    }

    [[nodiscard]] std::vector<TicketNumber> unread() const {
        std::vector<TicketNumber> numbers;
        for (const auto& [urgency, line] : lines_) {
            if (!line.numbers.empty() && !line.first) numbers.push_back(line.numbers.front());
        }
        return numbers;
    }

    void learn(std::vector<Ticket> tickets, const TaskForceId& task_force) {
        for (auto& [urgency, line] : lines_) {
            if (line.numbers.empty() || line.first) continue;
            const auto found = std::ranges::find(tickets, line.numbers.front(), &Ticket::number);
            if (found != tickets.end() && found->state == State::kQueued && found->task_force == task_force) {
                line.first = std::move(*found);
            } else {
                line.numbers.pop_front();  // somebody was faster
            }
        }
    }

    /// The least of its target left, then the most urgent; null while something is unread.
    [[nodiscard]] const Ticket* best(const Rulebook& rules, Instant now) const {
        const Ticket* best = nullptr;
        double least = 0;
        for (const auto& [urgency, line] : lines_) {
            if (!line.first) continue;
            const double left = fraction_left(*line.first, rules, now);
            if (best == nullptr || left < least) {
                best = &*line.first;
                least = left;
            }
        }
        return best;
    }

    void drop(const TicketNumber& number) {
        for (auto& [urgency, line] : lines_) {
            if (line.numbers.empty() || line.numbers.front() != number) continue;
            line.numbers.pop_front();
            line.first.reset();
        }
    }

private:
    struct Line {
        std::deque<TicketNumber> numbers;
        std::optional<Ticket> first;
    };
    std::map<Urgency, Line> lines_;
};

}  // namespace

Awaitable<Result<Ticket>> Desk::claim(const Person& person, TicketRef ref) {
    const auto current = co_await store_.read(ref.number);
    if (current && may_see(current->standing(), person) && is_taken(*current)) {
        if (current->holder == person.id) co_return current;
        metrics_.claim(current->task_force.value, "lost");
        co_return lost(*current);
    }
    auto claimed = co_await change(person, ref, Action::kClaim, claim_decision());
    if (claimed || claimed.error().code == ErrorCode::kForbidden) co_return claimed;
    // The race may have been lost between the look and the commit.
    const auto after = co_await store_.read(ref.number);
    if (after && may_see(after->standing(), person) && is_taken(*after) && after->holder != person.id) {
        metrics_.claim(after->task_force.value, "lost");
        co_return lost(*after);
    }
    co_return claimed;
}

Awaitable<Result<Ticket>> Desk::claim_next(const Person& person, TaskForceId task_force) {
    const auto rules = rules_;
    if (!rules->catalogue->task_forces.has(task_force.value)) {
        co_return fail(ErrorCode::kTaskForceNotFound, "there is no task force " + task_force.value, "id");
    }
    const TicketStanding waiting{true, State::kQueued, task_force, {}};
    if (const auto allowed = permit(Action::kClaim, waiting, person); !allowed)
        co_return std::unexpected(allowed.error());
    for (int look = 0; look < kMostLooks; ++look) {
        const auto heads = co_await queues_.heads(task_force, rules->catalogue->urgency_levels(),
                                                  look == 0 ? kFirstHeads : kFurtherHeads);
        if (!heads) co_return std::unexpected(heads.error());
        if (heads->empty()) co_return fail(ErrorCode::kQueueEmpty, "no ticket is waiting for " + task_force.value);
        auto claimed = co_await claim_one_of(*heads, person, task_force, rules);
        if (!claimed) co_return std::unexpected(claimed.error());
        if (std::optional<Ticket>& ticket = *claimed) co_return *std::move(ticket);
    }
    co_return fail(ErrorCode::kTooBusy, "too many people are claiming at once: try again");
}

Awaitable<Result<std::optional<Ticket>>> Desk::claim_one_of(std::vector<QueuePosition> heads, const Person& person,
                                                            TaskForceId task_force,
                                                            std::shared_ptr<const Rulebook> rules) {
    Candidates candidates(heads);
    while (!candidates.empty()) {
        if (auto unread = candidates.unread(); !unread.empty()) {
            auto tickets = co_await store_.read_all(std::move(unread));
            if (!tickets) co_return std::unexpected(tickets.error());
            candidates.learn(*std::move(tickets), task_force);
            continue;
        }
        const Ticket before = *candidates.best(*rules, clock_.now());
        auto committed = co_await commit(before, hotline::claim(before, act_on(before, person, *rules)), *rules);
        if (!committed) co_return std::unexpected(committed.error());
        if (committed->applied) co_return std::move(committed->ticket);
        candidates.drop(before.number);
    }
    co_return std::nullopt;
}

}  // namespace hotline
