#include "live/viewers.hpp"

#include <algorithm>

#include "live/viewer.hpp"
#include "live/viewer_texts.hpp"

namespace hotline::live {

using std::chrono::steady_clock;

namespace {

constexpr std::size_t kPortion = 64u * 1024u;  // of what was missed, at once
constexpr std::size_t kMostHeld = 1'000;       // batches meanwhile: some forty seconds of them

}  // namespace

Viewers::Viewers(const boost::asio::io_context::executor_type& executor, Parts parts,
                 std::shared_ptr<const Roster> roster)
    : parts_(std::move(parts)), roster_(std::move(roster)), timer_(executor) {}

Awaitable<Result<std::shared_ptr<http::EventStream>>> Viewers::open(Visit visit, Interest interest,
                                                                    std::optional<std::string> last_event_id) {
    const auto viewer = std::make_shared<Viewer>(std::move(visit), interest, parts_.thread);
    viewer->stream = std::make_shared<http::EventStream>(
        kMostWaiting, http::EventStream::Farewells{overrun_text(), bye_text("shutdown")});
    viewers_.emplace(viewer.get(), viewer);
    const auto joined =
        co_await parts_.hub.join({viewer->member, interest, viewer->visit.person, std::move(last_event_id)});
    if (!joined) {
        viewers_.erase(viewer.get());
        co_return std::unexpected(joined.error());
    }
    parts_.metrics.live_connections(1);
    viewer->stream->on_drained([this, behind = viewer.get()] { catch_up(*behind); });
    viewer->stream->on_close([this, gone = viewer.get()] { remove(gone); });
    check_rights(*viewer);  // they may have changed meanwhile
    welcome(*viewer, *joined);
    co_return viewer->stream;
}

void Viewers::remove(Viewer* viewer) {
    const auto found = viewers_.find(viewer);
    if (found == viewers_.end()) return;
    parts_.metrics.live_connections(-1);
    parts_.hub.leave(viewer->member);
    viewers_.erase(found);
}

void Viewers::welcome(Viewer& viewer, const Joined& joined) {
    viewer.joined_at = joined.sequence;
    viewer.position = joined.position;
    viewer.joined = true;
    const bool sees_other_things = joined.resumed && changed_since(viewer, joined.roster);
    if (!joined.resync.empty() || sees_other_things) {
        resync(viewer, sees_other_things ? kPermissions : joined.resync, joined.position);
    } else if (joined.resumed) {
        // It has seen nothing yet of what it missed.
        send(viewer, hello_text(viewer.interest, viewer.visit.person, {}, true));
        viewer.missed = joined.missed;
    } else {
        send(viewer, hello_text(viewer.interest, viewer.visit.person, joined.position, false));
    }
    if (joined.board) send(viewer, joined.board);
    if (!viewer.presence.empty()) send(viewer, viewer.presence);
    catch_up(viewer);
}

// What a viewer has missed may be more than may wait for it: it is sent as it is read.
void Viewers::catch_up(Viewer& viewer) {
    if (!viewer.joined || viewer.live) return;
    while (!viewer.stream->ended() && viewer.stream->waiting() < kPortion) {
        if (viewer.next_missed < viewer.missed.size()) {
            tell(viewer, viewer.missed[viewer.next_missed++]);
        } else if (!viewer.missed.empty()) {
            viewer.missed = {};
            viewer.next_missed = 0;
            send(viewer, heartbeat_text(viewer.position));
        } else if (!viewer.held.empty()) {
            const auto batch = viewer.held.front();
            viewer.held.pop_front();
            tell(viewer, *batch);
        } else {
            viewer.live = true;
            return;
        }
    }
}

void Viewers::take(const std::shared_ptr<const Batch>& batch) {
    sequence_ = batch->sequence;
    position_ = batch->position;
    for (const auto& [_, viewer] : viewers_) {
        if (viewer->live) {
            tell(*viewer, *batch);
        } else if (viewer->held.size() < kMostHeld) {
            viewer->held.push_back(batch);
        } else if (!viewer->stream->ended()) {
            viewer->stream->cut_off();
            parts_.metrics.live_overrun();
        }
    }
}

void Viewers::tell(Viewer& viewer, const Batch& batch) {
    if (batch.sequence <= viewer.joined_at) return;
    if (batch.lost) resync(viewer, kLost, batch.position);
    for (const Happening& happening : batch.events) tell(viewer, happening);
}

void Viewers::tell(Viewer& viewer, const Happening& happening) {
    if (viewer.stream->ended()) return;
    const Described& what = *happening.what;
    switch (relation_of(what, viewer.interest, viewer.visit.person)) {
        case Relation::kNone: return;
        case Relation::kShown:
            send(viewer, happening.shown ? happening.shown
                                         : std::make_shared<const std::string>(
                                               http::event_text("ticket", happening.id, what.shown)));
            break;
        case Relation::kLeft:
            send(viewer, happening.left ? happening.left
                                        : std::make_shared<const std::string>(
                                              http::event_text("ticket_left", happening.id, what.left)));
            if (viewer.interest.kind == Interest::kTicket) dismiss(viewer, "ticket_left");
            break;
    }
    parts_.metrics.live_event();
}

void Viewers::take_board(const Text& event) {
    for (const auto& [_, viewer] : viewers_) {
        if (viewer->joined && viewer->interest.kind == Interest::kBoard) send(*viewer, event);
    }
}

void Viewers::take_presence(const TicketNumber& ticket, const std::vector<PersonId>& people) {
    for (const auto& [_, viewer] : viewers_) {
        if (viewer->interest.kind != Interest::kTicket || viewer->interest.ticket != ticket) continue;
        std::string text = presence_text(ticket, people, viewer->visit.person.id, *roster_);
        if (text == viewer->presence) continue;
        viewer->presence = text;
        if (viewer->joined) send(*viewer, std::move(text));
    }
}

void Viewers::resync(Viewer& viewer, std::string_view reason, const std::string& position) {
    if (viewer.stream->ended()) return;
    parts_.metrics.live_resync(reason);
    send(viewer, resync_text(viewer.interest, viewer.visit.person, position, reason));
}

void Viewers::send(Viewer& viewer, Text text) {
    if (viewer.stream->ended()) return;
    viewer.sent_at = steady_clock::now();
    if (!viewer.stream->send(std::move(text))) parts_.metrics.live_overrun();
}

void Viewers::dismiss(Viewer& viewer, std::string_view reason) { viewer.stream->end(bye_text(reason)); }

}  // namespace hotline::live
