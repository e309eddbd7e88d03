// The viewers of one thread: each gets what it asked for of what its person may see, for as long as the person may be
// here.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <unordered_map>

#include "desk/logins.hpp"
#include "desk/roster.hpp"
#include "http/event_stream.hpp"
#include "live/interest.hpp"
#include "live/messages.hpp"
#include "store/presence.hpp"
#include "telemetry/metrics.hpp"

namespace hotline::live {

/// Who watches, and what gives the right to.
struct Visit {
    Person person;
    std::string token;    ///< id of an API token; empty for whoever came with a session
    std::string session;  ///< the other way round
};

/// Of one thread.
class Viewers {
public:
    /// What may wait for a viewer that does not read.
    static constexpr std::size_t kMostWaiting = 256u * 1024u;

    struct Parts {
        std::size_t thread;
        Hub hub;
        Logins& logins;
        Presence& presence;
        const Clock& clock;
        telemetry::Metrics& metrics;
    };
    Viewers(const boost::asio::io_context::executor_type& executor, Parts parts, std::shared_ptr<const Roster> roster);

    /// Begins with where the viewer is, or with what it has missed since `last_event_id`. Errors as of Hub::join.
    [[nodiscard]] Awaitable<Result<std::shared_ptr<http::EventStream>>> open(Visit visit, Interest interest,
                                                                             std::optional<std::string> last_event_id);

    // What the feed tells.
    void take(const std::shared_ptr<const Batch>& batch);
    void take_board(const Text& event);
    void take_presence(const TicketNumber& ticket, const std::vector<PersonId>& people);

    /// Rights and names as they are from now on.
    void use(std::shared_ptr<const Roster> roster);

    /// Heartbeats, and whether sessions go on. Until stop().
    [[nodiscard]] Awaitable<void> run();
    void stop();

private:
    struct Viewer;
    using Shared = std::shared_ptr<Viewer>;

    void welcome(Viewer& viewer, const Joined& joined);
    void catch_up(Viewer& viewer);
    void tell(Viewer& viewer, const Batch& batch);
    void tell(Viewer& viewer, const Happening& happening);
    void resync(Viewer& viewer, std::string_view reason, const std::string& position);
    void send(Viewer& viewer, Text text);
    void send(Viewer& viewer, std::string text) { send(viewer, std::make_shared<const std::string>(std::move(text))); }
    void dismiss(Viewer& viewer, std::string_view reason);
    void check_rights(Viewer& viewer);
    [[nodiscard]] bool changed_since(const Viewer& viewer, Revision roster) const;
    [[nodiscard]] bool has_expired(const Viewer& viewer) const;
    /// Where it is once it has all that it is going to be sent.
    [[nodiscard]] const std::string& position_of(const Viewer& viewer) const;
    void beat();
    [[nodiscard]] Awaitable<void> check_sessions();
    void remove(Viewer* viewer);

    Parts parts_;
    std::shared_ptr<const Roster> roster_;
    boost::asio::steady_timer timer_;
    std::unordered_map<Viewer*, Shared> viewers_;
    std::uint64_t sequence_ = 0;  // of the last batch
    std::string position_;        // after it
    bool running_ = true;
};

}  // namespace hotline::live
