// One viewer. Only for live/viewers.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "live/viewers.hpp"

namespace hotline::live {

struct Viewers::Viewer {
    Viewer(Visit visiting, const Interest& asked, std::size_t thread)
        : visit(std::move(visiting)),
          interest(asked),
          member{thread, visit.person.id, asked.kind == Interest::kTicket ? std::optional(asked.ticket) : std::nullopt,
                 asked.kind == Interest::kBoard} {}

    Visit visit;
    Interest interest;
    Member member;
    std::shared_ptr<http::EventStream> stream;
    bool joined = false;
    bool live = false;            // has caught up with the others
    std::uint64_t joined_at = 0;  // the batch it knows all of
    std::string position;         // after that one
    // Of what it missed, and of what was told since: not yet sent.
    std::vector<Happening> missed = {};
    std::size_t next_missed = 0;
    std::deque<std::shared_ptr<const Batch>> held = {};
    std::string presence = {};  // what it was told last
    std::chrono::steady_clock::time_point sent_at{};
};

}  // namespace hotline::live
