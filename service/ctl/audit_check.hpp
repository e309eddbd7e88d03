// Proves of a whole data set that no event, nor an entry of the access log, was altered, removed, inserted or moved
// since it was committed. Nodes may be writing meanwhile: what is committed during the check is checked with it.
#pragma once

#include <map>
#include <vector>

#include "base/keyed_hash.hpp"
#include "ctl/history_check.hpp"
#include "store/event_log.hpp"

namespace hotline::ctl {

class AuditCheck {
public:
    /// `heads`: by partition, and last of the access log, links that the chains must contain, as an administrator kept
    /// them; empty: none.
    AuditCheck(redis::LinkPool& link, const KeyedHash& hash, int partitions, std::vector<ChainLink> heads)
        : log_(link), hash_(hash), partitions_(partitions), heads_(std::move(heads)) {}

    /// Errors: those of the store. Counts: "accesses", "events", "tickets", "unchained" (written before the chain
    /// began), "problems".
    [[nodiscard]] Awaitable<Result<Report>> run();

private:
    using Histories = std::map<long long, std::vector<ToldEvent>>;

    [[nodiscard]] Awaitable<Result<void>> check_access_log();
    [[nodiscard]] Awaitable<Result<void>> check_partition(int partition, std::vector<long long> serials);
    /// What has come to the stream since the last call.
    [[nodiscard]] Awaitable<Result<void>> read_stream(int partition, ChainCheck& chain);
    [[nodiscard]] Awaitable<Result<Histories>> read_histories(int partition, std::vector<long long> serials);
    /// Whether the chain still has the head at this place.
    void find_head(const ChainCheck& chain, std::size_t place);
    void add(std::vector<Line> lines);

    EventLog log_;
    const KeyedHash& hash_;
    int partitions_;
    std::vector<ChainLink> heads_;
    Report report_;
};

}  // namespace hotline::ctl
