// How viewers come and go.
#include <algorithm>

#include "live/feed.hpp"

namespace hotline::live {
namespace {

using namespace std::chrono_literals;

constexpr auto kReady = 5s;
constexpr auto kLook = 20ms;
constexpr auto kCatchUp = 2s;
// For more than this reading everything is cheaper, for both sides.
constexpr std::size_t kMostMissed = 2'000;

}  // namespace

Result<void> Feed::admit(const Member& member) const {
    if (viewers_ >= kStreamsOfNode) return fail(ErrorCode::kTooBusy, "there are too many event streams");
    const auto known = of_person_.find(member.person);
    if (known == of_person_.end() || known->second < kStreamsOfPerson) return {};
    return std::unexpected(Error{ErrorCode::kTooManyRequests,
                                 "you have " + std::to_string(kStreamsOfPerson) + " event streams open: close some",
                                 "",
                                 {{"retry_after", "5"}}});
}

Awaitable<bool> Feed::until_ready() {
    const auto limit = std::chrono::steady_clock::now() + kReady;
    const auto ready = [this] { return std::ranges::find(begun_, false) == begun_.end(); };
    while (!ready() && running_ && std::chrono::steady_clock::now() < limit) {
        boost::asio::steady_timer look(io_, kLook);
        co_await look.async_wait(kAwait);
    }
    co_return ready();
}

Awaitable<Result<Joined>> Feed::join(Joining joining) {
    if (const auto admitted = admit(joining.member); !admitted) co_return std::unexpected(admitted.error());
    const Member member = joining.member;
    // From here on what happens is told to its thread.
    if (++viewers_ == 1) parts_.watched_again();
    ++of_thread_.at(member.thread);
    ++of_person_[member.person];
    if (member.opens) parts_.presence.enter(*member.opens, member.person, member.thread);
    if (member.board) parts_.board.enter(member.thread);
    auto joined = co_await go_on(std::move(joining));
    if (!joined) leave(member);
    co_return joined;
}

void Feed::leave(const Member& member) {
    if (--viewers_ == 0) left_ = std::chrono::steady_clock::now();
    --of_thread_.at(member.thread);
    if (const auto known = of_person_.find(member.person); known != of_person_.end() && --known->second == 0) {
        of_person_.erase(known);
    }
    if (member.opens) parts_.presence.leave(*member.opens, member.person, member.thread);
    if (member.board) parts_.board.leave(member.thread);
}

Awaitable<Result<Joined>> Feed::go_on(Joining joining) {
    if (!co_await until_ready()) co_return fail(ErrorCode::kStoreUnavailable, "the events cannot be read");
    Joined joined;
    if (joining.last_event_id) {
        const auto resumed = co_await resume(joining, *joining.last_event_id, joined);
        if (!resumed) co_return std::unexpected(resumed.error());
    } else {
        joined.sequence = sequence_;
        joined.position = head().text();
    }
    if (joining.member.board) {
        auto figures = co_await parts_.board.figures();
        if (!figures) co_return std::unexpected(figures.error());
        joined.board = *std::move(figures);
    }
    co_return joined;
}

Awaitable<Result<void>> Feed::resume(const Joining& joining, std::string last_event_id, Joined& joined) {
    std::vector<Numbered> missed;
    Position from(rings_.size());
    const auto limit = std::chrono::steady_clock::now() + kCatchUp;
    for (;;) {
        // After a restart thousands come back at once: the first has the events described, the others find them so.
        while (resuming_ && running_) co_await resumed_.async_wait(kAwait);
        missed.clear();
        joined.resync = find_missed(last_event_id, missed, from, joined.roster);
        if (joined.resync != kAhead || std::chrono::steady_clock::now() > limit) break;
        // The viewer comes from a node that has read further than this one.
        boost::asio::steady_timer look(io_, kLook);
        co_await look.async_wait(kAwait);
    }
    joined.sequence = sequence_;
    joined.position = head().text();
    if (!joined.resync.empty()) co_return Result<void>{};
    resuming_ = true;
    resumed_.expires_at(std::chrono::steady_clock::time_point::max());  // describing has limits of its own
    const auto known = co_await describe(missed);
    resuming_ = false;
    resumed_.cancel();
    if (!known) co_return std::unexpected(known.error());
    keep_described(missed);
    for (const Numbered& event : missed) {
        from.set(event.partition, event.entry.recorded.mark);
        const auto& what = event.entry.described;
        if (!what || relation_of(*what, joining.interest, joining.viewer) == Relation::kNone) continue;
        joined.missed.push_back({what, from.text()});
    }
    joined.resumed = joined.missed.size() <= kMostMissed;
    if (!joined.resumed) {
        joined.missed.clear();
        joined.resync = kTooOld;
    }
    co_return Result<void>{};
}

void Feed::keep_described(const std::vector<Numbered>& events) {
    for (const Numbered& event : events) {
        const Mark mark = event.entry.recorded.mark;
        auto& ring = rings_[static_cast<std::size_t>(event.partition)];
        // It may have been forgotten or replaced meanwhile.
        const auto* const kept = ring.entry_at(mark.count);
        if (kept == nullptr || kept->recorded.mark != mark || kept->described) continue;
        ring.describe(mark.count, event.entry.described);
    }
}

std::string_view Feed::find_missed(const std::string& last_event_id, std::vector<Numbered>& missed, Position& from,
                                   Revision& roster) const {
    const auto claimed = ClaimedPosition::parse(last_event_id, rings_.size());
    if (!claimed) return kUnknown;
    roster = claimed->roster;
    from.set_roster(roster);
    for (std::size_t i = 0; i < rings_.size(); ++i) {
        const long long count = claimed->counts[i];
        if (count > rings_[i].head().count) return kAhead;
        const Mark* const mark = rings_[i].mark_at(count);
        if (mark == nullptr) return kTooOld;
        from.set(static_cast<int>(i), *mark);
    }
    if (seal_of(from.marks()) != claimed->seal) return kUnknown;
    for (std::size_t i = 0; i < rings_.size(); ++i) {
        for (long long next = claimed->counts[i] + 1; const auto* const entry = rings_[i].entry_at(next); ++next) {
            missed.push_back({static_cast<int>(i), *entry});
        }
    }
    return {};
}

}  // namespace hotline::live
