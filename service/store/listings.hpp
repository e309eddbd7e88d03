// Which tickets the sorted sets list (queues, people's lists, timers), read whole, to be compared with what the tickets
// say of themselves.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "domain/ticket.hpp"
#include "redis/link_pool.hpp"
#include "store/ticket_store.hpp"

namespace hotline {

/// Of one partition, as they were read, in portions: while tickets move, what disagrees has to be looked at again.
class Listings {
public:
    /// `sets`: all of the partition but the timers.
    Listings(int partition, std::vector<std::string> sets);

    /// `set`: an index of sets(); the timers come last.
    void add(std::size_t set, long long serial, long long score);
    /// After the last add().
    void sort();

    [[nodiscard]] int partition() const { return partition_; }
    /// The timers come last.
    [[nodiscard]] const std::vector<std::string>& sets() const { return sets_; }

    /// They say of the ticket what its document says: its own sets and no other, and its timer is set to `wake`.
    [[nodiscard]] bool agree(const Ticket& ticket, Wake wake) const;
    /// What its timer is set to.
    [[nodiscard]] Wake timer_of(long long serial) const;
    /// The sets that list the ticket, its timer left out.
    [[nodiscard]] std::vector<std::string> of(long long serial) const;
    /// Every ticket that is listed anywhere but among those that have ended, ascending.
    [[nodiscard]] std::vector<long long> going_on() const;
    /// Every ticket that is listed, ascending.
    [[nodiscard]] std::vector<long long> all() const;

private:
    struct Entry {
        long long serial;
        std::uint32_t set;
        long long score;
    };
    [[nodiscard]] std::span<const Entry> entries_of(long long serial) const;
    [[nodiscard]] std::uint32_t timers() const { return static_cast<std::uint32_t>(sets_.size() - 1); }

    int partition_;
    std::vector<std::string> sets_;
    std::vector<bool> ended_;  ///< which of them are queues of tickets that have ended
    std::vector<Entry> entries_;
};

class ListingReader {
public:
    ListingReader(redis::LinkPool& link, int partitions) : link_(link), partitions_(partitions) {}

    // Every function may fail with kStoreUnavailable or kTooBusy.

    /// Every queue and personal list that there is, by partition. Goes through all keys, a thousand at a time.
    [[nodiscard]] Awaitable<Result<std::map<int, std::vector<std::string>>>> find_sets();
    [[nodiscard]] Awaitable<Result<Listings>> read(int partition, std::vector<std::string> sets);
    /// The last number given out in the partition.
    [[nodiscard]] Awaitable<Result<long long>> last_serial(int partition);
    [[nodiscard]] int partitions() const { return partitions_; }

private:
    redis::LinkPool& link_;
    int partitions_;
};

}  // namespace hotline
