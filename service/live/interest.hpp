// What a viewer asks for, and whether an event is of it. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/person.hpp"
#include "live/event_ring.hpp"

namespace hotline::live {

struct Interest {
    enum Kind : unsigned char {
        kAll,        ///< whatever the person may see
        kMine,       ///< what the person's task forces have, and what the person holds
        kTaskForce,  ///< what one task force has
        kTicket,
        kBoard,  ///< figures, no events
    };
    Kind kind = kAll;
    TaskForceId task_force = {};
    TicketNumber ticket = {};
};

enum class Relation : unsigned char {
    kNone,
    kShown,
    kLeft,  ///< the ticket was of what is asked for, or could be seen, until this event
};
[[nodiscard]] Relation relation_of(const Described& event, const Interest& interest, const Person& person);

/// Whether the person may ask for it at all; tickets are looked at one by one.
[[nodiscard]] bool may_follow(const Interest& interest, const Person& person);

/// Where everything that the interest covers can be read as it is now.
[[nodiscard]] std::vector<std::string> snapshot_of(const Interest& interest, const Person& person);

}  // namespace hotline::live
