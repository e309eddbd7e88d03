// For how long viewers may stay, and their heartbeats.
#include <algorithm>

#include "live/viewer.hpp"
#include "live/viewer_texts.hpp"
#include "live/viewers.hpp"

namespace hotline::live {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto kTick = 1s;
constexpr auto kHeartbeat = 15s;
constexpr auto kSessionCheck = 10s;

}  // namespace

void Viewers::use(std::shared_ptr<const Roster> roster) {
    if (roster == roster_) return;
    roster_ = std::move(roster);
    for (const auto& [_, viewer] : viewers_) {
        if (viewer->joined) check_rights(*viewer);
    }
}

void Viewers::check_rights(Viewer& viewer) {
    Visit& visit = viewer.visit;
    if (viewer.stream->ended()) return;
    const auto* const bearer = visit.token.empty() ? nullptr : roster_->find_by_token_id(visit.token);
    const Person* const person =
        !visit.token.empty() ? (bearer == nullptr ? nullptr : &bearer->person) : roster_->find(visit.person.id.value);
    if (person == nullptr || has_expired(viewer)) return dismiss(viewer, "signed_out");
    if (*person == visit.person) return;
    visit.person = *person;
    if (!may_follow(viewer.interest, visit.person)) return dismiss(viewer, "forbidden");
    if (!viewer.joined) return;  // it is welcomed with what it may see then
    viewer.missed = {};
    viewer.next_missed = 0;
    viewer.held = {};
    viewer.live = true;
    resync(viewer, kPermissions, position_of(viewer));
}

const std::string& Viewers::position_of(const Viewer& viewer) const {
    return sequence_ > viewer.joined_at ? position_ : viewer.position;
}

bool Viewers::changed_since(const Viewer& viewer, Revision roster) const {
    const auto person = roster_->accounts().find(viewer.visit.person.id.value);
    if (person != roster_->accounts().end() && person->second.revision > roster) return true;
    const auto token = roster_->tokens().find(viewer.visit.token);
    return token != roster_->tokens().end() && token->second.revision > roster;
}

bool Viewers::has_expired(const Viewer& viewer) const {
    if (viewer.visit.token.empty()) return false;
    const auto* const bearer = roster_->find_by_token_id(viewer.visit.token);
    return bearer != nullptr && bearer->expires_at && parts_.clock.now() >= *bearer->expires_at;
}

Awaitable<void> Viewers::run() {
    auto next_check = steady_clock::now() + kSessionCheck;
    while (running_) {
        timer_.expires_after(kTick);
        co_await timer_.async_wait(kAwait);
        beat();
        if (running_ && steady_clock::now() >= next_check) {
            co_await check_sessions();
            next_check = steady_clock::now() + kSessionCheck;
        }
    }
}

void Viewers::stop() {
    running_ = false;
    timer_.cancel();
}

void Viewers::beat() {
    const auto now = steady_clock::now();
    for (const auto& [_, viewer] : viewers_) {
        if (!viewer->joined) continue;
        if (has_expired(*viewer)) {
            dismiss(*viewer, "signed_out");
        } else if (now - viewer->sent_at >= kHeartbeat) {
            send(*viewer, viewer->live ? heartbeat_text(position_of(*viewer)) : comment_text());
        }
    }
}

// Whoever has a stream open is there: a claim does not lapse meanwhile. That does not keep a session.
Awaitable<void> Viewers::check_sessions() {
    std::vector<Shared> with_session;
    std::vector<std::string> sessions;
    std::vector<std::string> present;
    for (const auto& [_, viewer] : viewers_) {
        const Person& person = viewer->visit.person;
        if (viewer->stream->ended()) continue;
        if (person.is(Role::kStaff) || person.is(Role::kLead)) present.push_back(person.id.value);
        if (viewer->visit.session.empty()) continue;
        with_session.push_back(viewer);
        sessions.push_back(viewer->visit.session);
    }
    for (const std::string& person : present) co_await parts_.presence.saw(person, parts_.clock.now());
    if (sessions.empty()) co_return;
    const auto open = co_await parts_.logins.still_open(std::move(sessions));
    if (!open) co_return;  // a store that is away ends no session
    for (std::size_t i = 0; i < with_session.size(); ++i) {
        if (!(*open)[i]) dismiss(*with_session[i], "signed_out");
    }
}

}  // namespace hotline::live
