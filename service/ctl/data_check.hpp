// Walks a whole data set: verify says what is wrong, rebuild restores every index from the tickets.
#pragma once

#include <memory>

#include "ctl/index_check.hpp"
#include "desk/inspector.hpp"
#include "store/event_log.hpp"
#include "store/listings.hpp"

namespace hotline::ctl {

class DataCheck {
public:
    DataCheck(redis::LinkPool& link, const Secrets& secrets, int partitions, std::shared_ptr<const Rulebook> rules,
              Filing filing);

    /// Errors: those of the store. Counts: "tickets", "problems" (kCheck) or "repaired" (kRepair).
    [[nodiscard]] Awaitable<Result<Report>> run();

private:
    [[nodiscard]] Awaitable<Result<void>> check_partition(int partition, std::vector<std::string> sets);
    [[nodiscard]] Awaitable<Result<void>> check_portion(const Listings& listings, std::vector<long long> serials,
                                                        IndexCheck& indexes);
    [[nodiscard]] Awaitable<Result<void>> check_events(int partition, long long last);
    [[nodiscard]] Awaitable<Result<void>> check_histories(
        int partition, long long first, long long last,
        const std::map<long long, std::vector<unsigned long long>>& stream);
    void problem(std::string what, std::string kind, std::string about);

    const Secrets& secrets_;
    std::shared_ptr<const Rulebook> rules_;
    Filing filing_;
    TicketStore store_;
    Presence presence_;
    ListingReader listings_;
    TicketLookups lookups_;
    EventLog log_;
    std::map<TicketNumber, Revision> revisions_;  ///< of the partition's tickets, before its stream was read
    Report report_;
};

}  // namespace hotline::ctl
