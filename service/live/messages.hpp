// What a node's feed and the viewers of its threads tell each other. All of it is immutable once it is told.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/error.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"
#include "live/interest.hpp"

namespace hotline::live {

using Text = std::shared_ptr<const std::string>;

/// Why a viewer has to take a snapshot; also the labels of hotline_live_resync_total.
inline constexpr std::string_view kTooOld = "too_old";           ///< what came after has been forgotten, or is too much
inline constexpr std::string_view kUnknown = "unknown";          ///< no position, or of another past
inline constexpr std::string_view kAhead = "ahead";              ///< of events that have not happened
inline constexpr std::string_view kLost = "lost";                ///< the node cannot tell what happened meanwhile
inline constexpr std::string_view kPermissions = "permissions";  ///< the viewer may see something else than before

/// What is told of an event, as one line of JSON each.
struct EventTexts {
    std::string shown;
    std::string left;  ///< to whom the ticket was taken from by it
};
using Describe = EventTexts (*)(int partition, long long number, const TicketEvent& event, const Ticket& ticket,
                                const Rulebook& rules);

/// An event on its way to viewers. The texts are null where each viewer has its own id.
struct Happening {
    std::shared_ptr<const Described> what;
    std::string id;
    Text shown = {};
    Text left = {};
};

/// Events that are told together, in the order of the node.
struct Batch {
    std::uint64_t sequence = 0;
    std::string position;  ///< after all of them
    std::vector<Happening> events;
    bool lost = false;  ///< there are others that nobody can tell any more
};

/// A viewer as the feed counts it.
struct Member {
    std::size_t thread = 0;
    PersonId person;
    std::optional<TicketNumber> opens = {};  ///< others are told that the person has it open
    bool board = false;
};

struct Joining {
    Member member;
    Interest interest;
    Person viewer;
    std::optional<std::string> last_event_id;
};

struct Joined {
    std::uint64_t sequence = 0;  ///< batches after this one are to come; those before are in `missed`
    std::string position;
    bool resumed = false;
    Revision roster = 0;            ///< where it was resumed; what changed since it was not told
    std::string_view resync = {};   ///< why; empty: not needed
    std::vector<Happening> missed;  ///< of what the viewer asks for
    Text board = {};
};

/// The feed, as viewers on other threads reach it.
struct Hub {
    /// kTooManyRequests: the person has too many streams open; kTooBusy: the node; kStoreUnavailable.
    std::function<Awaitable<Result<Joined>>(Joining)> join;
    /// Of each that has joined, once.
    std::function<void(Member)> leave;
};

}  // namespace hotline::live
