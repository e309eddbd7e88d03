// The last events of one partition, in memory, for viewers who come back.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "domain/lifecycle.hpp"
#include "domain/ticket_number.hpp"
#include "live/position.hpp"

namespace hotline::live {

/// An event as the stream has it.
struct RecordedEvent {
    Mark mark;  ///< which of the partition's events it is
    long long serial = 0;
    std::string event;
};

/// An event as viewers are shown it, and what decides who is one of them. Immutable, shared by all threads.
struct Described {
    TicketNumber number;
    TicketStanding standing;           ///< of the ticket as it was found with the event
    std::vector<TaskForceId> earlier;  ///< task forces that had it before; empty unless this event took it from one
    std::string shown;                 ///< JSON, one line
    std::string left;                  ///< JSON for those it was taken from; empty as `earlier` is
};

struct RingEntry {
    RecordedEvent recorded;
    /// Null: nobody was there to see it, and so nobody has asked yet.
    std::shared_ptr<const Described> described = {};
};

/// Holds the last `most_entries`, and no more than `most_bytes` of them. Numbers have no holes. Of one thread.
class EventRing {
public:
    EventRing(std::size_t most_entries, std::size_t most_bytes)
        : most_entries_(most_entries), most_bytes_(most_bytes) {}

    /// Empties it: the next event comes after `base`.
    void restart(Mark base);
    void push(RingEntry entry);
    void describe(long long count, std::shared_ptr<const Described> described);

    [[nodiscard]] Mark head() const { return entries_.empty() ? base_ : entries_.back().recorded.mark; }
    /// Null: it has been forgotten, or has not happened.
    [[nodiscard]] const Mark* mark_at(long long count) const;
    /// Null as mark_at().
    [[nodiscard]] const RingEntry* entry_at(long long count) const;

private:
    [[nodiscard]] static std::size_t bytes_of(const RingEntry& entry);

    std::size_t most_entries_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    Mark base_;  // of the event before the first
    std::deque<RingEntry> entries_;
};

}  // namespace hotline::live
