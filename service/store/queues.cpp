#include "store/queues.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "store/keys.hpp"
#include "store/replies.hpp"
#include "store/set_extent.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;
using std::chrono::milliseconds;

struct Entry {
    long long opened_at = 0;
    int partition = 0;
    std::string serial;

    // Redis orders equal scores by the bytes of the member, so pages do too.
    auto operator<=>(const Entry&) const = default;
};

/// One sorted set, read in blocks as the merge uses it up.
struct Source {
    std::string key;
    int partition = 0;
    std::deque<Entry> buffer = {};
    /// Reading goes on behind it. An offset would skip a ticket for each one that leaves the set meanwhile.
    std::optional<Entry> last = {};
    std::size_t block = 0;
    bool finished = false;

    [[nodiscard]] bool needs_more() const { return buffer.empty() && !finished; }
};

class Merge {
public:
    Merge(redis::LinkPool& link, std::vector<Source> sources, std::optional<Entry> after)
        : link_(link), sources_(std::move(sources)), after_(std::move(after)) {}

    /// The first `limit` entries of all sources together.
    Awaitable<Result<std::vector<Entry>>> take(std::size_t limit) {
        // The first blocks suffice when the partitions are evenly filled; who runs dry is asked again.
        const std::size_t block = std::min(limit, 2 + 2 * limit / std::max<std::size_t>(sources_.size(), 1));
        for (Source& source : sources_) source.block = block;
        std::vector<Entry> taken;
        while (taken.size() < limit) {
            if (std::ranges::any_of(sources_, &Source::needs_more)) {
                if (const auto filled = co_await fill(); !filled) co_return std::unexpected(filled.error());
                continue;
            }
            Source* const first = earliest();
            if (first == nullptr) break;
            taken.push_back(std::move(first->buffer.front()));
            first->buffer.pop_front();
        }
        co_return taken;
    }

private:
    Awaitable<Result<void>> fill() {
        std::vector<Source*> dry;
        std::vector<Command> commands;
        for (Source& source : sources_) {
            if (!source.needs_more()) continue;
            dry.push_back(&source);
            commands.push_back(Command("ZRANGE")
                                   .arg(source.key)
                                   .arg(first_score(source))
                                   .arg("+inf")
                                   .arg("BYSCORE")
                                   .arg("LIMIT")
                                   .arg(0LL)
                                   .arg(static_cast<long long>(source.block))
                                   .arg("WITHSCORES"));
        }
        const auto replies = co_await link_.call_all(std::move(commands));
        for (std::size_t i = 0; i < dry.size(); ++i) {
            const auto reply = checked_read(replies[i]);
            if (!reply) co_return std::unexpected(reply.error());
            accept(*dry[i], *reply);
        }
        co_return Result<void>{};
    }

    // What was opened at the very instant where the last page ended is divided by partition, then by serial.
    [[nodiscard]] std::string first_score(const Source& source) const {
        if (source.last) return std::to_string(source.last->opened_at);
        if (!after_) return "-inf";
        const std::string score = std::to_string(after_->opened_at);
        return source.partition < after_->partition ? "(" + score : score;
    }

    void accept(Source& source, const Reply& reply) {
        const std::size_t count = reply.elements.size() / 2;
        source.finished = count < source.block;
        for (std::size_t i = 0; i < count; ++i) {
            Entry entry{to_number(reply.elements[2 * i + 1].text), source.partition, reply.elements[2 * i].text};
            if (source.last && entry <= *source.last) continue;
            source.last = entry;
            if (!after_ || *after_ < entry) source.buffer.push_back(std::move(entry));
        }
        // The block held only what was known: more tickets than it takes were opened at one instant.
        if (source.buffer.empty()) source.block *= 2;
    }

    [[nodiscard]] Source* earliest() {
        Source* first = nullptr;
        for (Source& source : sources_) {
            if (source.buffer.empty()) continue;
            if (first == nullptr || source.buffer.front() < first->buffer.front()) first = &source;
        }
        return first;
    }

    redis::LinkPool& link_;
    std::vector<Source> sources_;
    std::optional<Entry> after_;
};

QueuePosition position(const Entry& entry, Urgency urgency) {
    return {urgency, Instant(milliseconds(entry.opened_at)), TicketNumber(entry.partition, to_number(entry.serial))};
}

Entry entry(const QueuePosition& position) {
    return {position.opened_at.time_since_epoch().count(), position.number.partition(),
            std::to_string(position.number.serial())};
}

QueuePage cut(std::vector<QueuePosition> entries, std::size_t limit) {
    QueuePage page{std::move(entries), false};
    if (page.entries.size() > limit) {
        page.entries.resize(limit);
        page.more = true;
    }
    return page;
}

}  // namespace

Awaitable<Result<QueuePage>> Queues::page(std::vector<TaskForceId> task_forces, State state,
                                          std::vector<Urgency> urgencies, std::optional<QueuePosition> after,
                                          std::size_t limit) {
    std::vector<QueuePosition> entries;
    for (const Urgency urgency : urgencies) {
        if (entries.size() > limit) break;
        if (after && urgency < after->urgency) continue;
        std::vector<Source> sources;
        for (const TaskForceId& task_force : task_forces) {
            for (int p = 0; p < partitions_; ++p) sources.push_back({keys::queue(p, task_force, state, urgency), p});
        }
        std::optional<Entry> from;
        if (after && urgency == after->urgency) from = entry(*after);
        Merge merge(link_, std::move(sources), std::move(from));
        const auto taken = co_await merge.take(limit + 1 - entries.size());
        if (!taken) co_return std::unexpected(taken.error());
        for (const Entry& one : *taken) entries.push_back(position(one, urgency));
    }
    co_return cut(std::move(entries), limit);
}

std::string TicketList::key(int partition) const {
    switch (kind) {
        case kAssigned: return keys::assigned(partition, PersonId(owner));
        case kAssisted: return keys::assisted(partition, TaskForceId(owner));
        case kSupervised: return keys::supervised(partition, PersonId(owner));
    }
    std::unreachable();
}

Awaitable<Result<QueuePage>> Queues::page(TicketList list, std::optional<QueuePosition> after, std::size_t limit) {
    std::vector<Source> sources;
    for (int p = 0; p < partitions_; ++p) sources.push_back({list.key(p), p});
    std::optional<Entry> from;
    if (after) from = entry(*after);
    Merge merge(link_, std::move(sources), std::move(from));
    const auto taken = co_await merge.take(limit + 1);
    if (!taken) co_return std::unexpected(taken.error());
    std::vector<QueuePosition> entries;
    for (const Entry& one : *taken) entries.push_back(position(one, 0));
    co_return cut(std::move(entries), limit);
}

Awaitable<Result<std::vector<QueuePosition>>> Queues::heads(TaskForceId task_force, std::vector<Urgency> urgencies,
                                                            int depth) {
    std::vector<Command> commands;
    for (const Urgency urgency : urgencies) {
        for (int p = 0; p < partitions_; ++p) {
            commands.push_back(Command("ZRANGE")
                                   .arg(keys::queue(p, task_force, State::kQueued, urgency))
                                   .arg(0LL)
                                   .arg(static_cast<long long>(depth - 1))
                                   .arg("WITHSCORES"));
        }
    }
    const auto replies = co_await link_.call_all(std::move(commands));
    std::vector<QueuePosition> heads;
    std::size_t next = 0;
    for (const Urgency urgency : urgencies) {
        std::vector<Entry> entries;
        for (int p = 0; p < partitions_; ++p) {
            const auto reply = checked_read(replies[next++]);
            if (!reply) co_return std::unexpected(reply.error());
            for (ScoredMember& head : scored_members(*reply)) {
                entries.push_back({head.score, p, std::move(head.member)});
            }
        }
        std::ranges::sort(entries);
        for (const Entry& one : entries) heads.push_back(position(one, urgency));
    }
    co_return heads;
}

Awaitable<Result<std::vector<QueueDepth>>> Queues::depths(std::vector<TaskForceId> task_forces,
                                                          std::vector<State> states, std::vector<Urgency> urgencies) {
    std::vector<QueueDepth> depths;
    for (const TaskForceId& task_force : task_forces) {
        for (const State state : states) {
            for (const Urgency urgency : urgencies) depths.push_back({task_force, state, urgency, 0, std::nullopt});
        }
    }
    // A few thousand commands in all: in portions, so that nobody else waits long behind them.
    for (QueueDepth& depth : depths) {
        if (const auto measured = co_await measure(depth); !measured) co_return std::unexpected(measured.error());
    }
    co_return depths;
}

Awaitable<Result<void>> Queues::measure(QueueDepth& depth) {
    std::vector<Command> commands;
    for (int p = 0; p < partitions_; ++p) {
        ask_extent(commands, keys::queue(p, depth.task_force, depth.state, depth.urgency));
    }
    const auto replies = co_await link_.call_all(std::move(commands));
    const auto extent = extent_of(replies);
    if (!extent) co_return std::unexpected(extent.error());
    depth.tickets = extent->members;
    depth.oldest = extent->first;
    co_return Result<void>{};
}

}  // namespace hotline
