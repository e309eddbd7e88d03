#include "live/presence_watch.hpp"

#include <algorithm>

namespace hotline::live {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kLookPeriod = 2s;   // what happens on other nodes is seen so late
constexpr auto kSayAgain = 15s;    // OpenTickets::kLifetime allows for two that fail
constexpr auto kTogether = 100ms;  // who comes or leaves meanwhile is told of at once

}  // namespace

void PresenceWatch::enter(const TicketNumber& ticket, const PersonId& person, std::size_t thread) {
    Watched& watched = tickets_[ticket];
    ++watched.viewers[person];
    ++watched.threads[thread];
    watched.gone.erase(person);
    watched.known.clear();  // the newcomer has heard nothing
    watched.said_at = {};
    watched.changed = true;
    wake();
}

void PresenceWatch::leave(const TicketNumber& ticket, const PersonId& person, std::size_t thread) {
    const auto found = tickets_.find(ticket);
    if (found == tickets_.end()) return;
    Watched& watched = found->second;
    if (--watched.threads[thread] == 0) watched.threads.erase(thread);
    if (--watched.viewers[person] > 0) return;
    watched.viewers.erase(person);
    watched.gone.insert(person);
    watched.changed = true;
    wake();
}

void PresenceWatch::wake() {
    news_ = true;
    timer_.cancel();
}

void PresenceWatch::stop() {
    running_ = false;
    timer_.cancel();
}

Awaitable<void> PresenceWatch::run() {
    auto next = steady_clock::now() + kLookPeriod;
    while (running_) {
        if (!news_) {
            timer_.expires_at(next);
            co_await timer_.async_wait(kAwait);
        }
        news_ = false;
        const bool all = steady_clock::now() >= next;
        if (all) next = steady_clock::now() + kLookPeriod;
        co_await cycle(all);
        if (!running_) break;
        timer_.expires_after(kTogether);
        co_await timer_.async_wait(kAwait);
    }
    for (auto& [ticket, watched] : tickets_) {
        for (const auto& [person, times] : watched.viewers) watched.gone.insert(person);
        watched.viewers.clear();
        watched.changed = true;
    }
    co_await cycle(false);
}

Awaitable<void> PresenceWatch::cycle(bool all) {
    std::vector<TicketUse> uses;
    const auto now = steady_clock::now();
    for (auto& [ticket, watched] : tickets_) {
        if (!all && !watched.changed) continue;
        watched.changed = false;
        TicketUse use{ticket, {}, {watched.gone.begin(), watched.gone.end()}};
        if (now - watched.said_at >= kSayAgain) {
            for (const auto& [person, times] : watched.viewers) use.here.push_back(person);
            watched.said_at = now;
        }
        uses.push_back(std::move(use));
    }
    if (uses.empty()) co_return;
    const auto open = co_await store_.update(uses);
    for (std::size_t i = 0; i < uses.size(); ++i) {
        if (open) {
            learn(uses[i], (*open)[i]);
        } else if (const auto found = tickets_.find(uses[i].number); found != tickets_.end()) {
            found->second.said_at = {};
        }
    }
}

void PresenceWatch::learn(const TicketUse& use, const std::vector<PersonId>& people) {
    const auto found = tickets_.find(use.number);
    if (found == tickets_.end()) return;
    Watched& watched = found->second;
    for (const PersonId& person : use.gone) {
        if (!watched.viewers.contains(person)) watched.gone.erase(person);
    }
    if (watched.viewers.empty() && watched.gone.empty()) {
        tickets_.erase(found);
        return;
    }
    if (people == watched.known) return;
    watched.known = people;
    for (const auto& [thread, viewers] : watched.threads) tell_(thread, use.number, people);
}

}  // namespace hotline::live
