// The event log as a file that can be handed on: JSON Lines, an event each, and a last line that sums up; beside it a
// signature that anybody can check who has the public key.
#pragma once

#include <filesystem>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>

#include "base/keyed_hash.hpp"
#include "ctl/report.hpp"
#include "domain/ticket_number.hpp"
#include "store/event_chain.hpp"
#include "store/event_log.hpp"

namespace hotline::ctl {

/// Where the signature of an export is: 64 bytes.
[[nodiscard]] std::filesystem::path signature_file(const std::filesystem::path& file);

class AuditExport {
public:
    /// `only`: the events of this ticket alone.
    AuditExport(redis::LinkPool& link, const KeyedHash& hash, int partitions, std::optional<TicketNumber> only)
        : log_(link), hash_(hash), partitions_(partitions), only_(only) {}

    /// Writes and signs a new file that only its owner may read. The report has what the chain tells against it on the
    /// way, which the last line counts as "findings". Errors: those of the store; kBadConfiguration: the file is there
    /// already, or cannot be written.
    [[nodiscard]] Awaitable<Result<Report>> write(std::filesystem::path file);

private:
    [[nodiscard]] Awaitable<Result<void>> write_partition(int partition, std::ostream& out);
    void write_event(int partition, const LoggedEvent& logged, std::ostream& out);
    [[nodiscard]] std::string last_line() const;

    EventLog log_;
    const KeyedHash& hash_;
    int partitions_;
    std::optional<TicketNumber> only_;
    std::map<int, ChainLink> heads_;
    Report report_;
};

/// Whether an export is as it was written, by its signature (`public_key`: 64 hexadecimal digits), and whole. Needs
/// neither Redis nor the secret. Counts: "events", "problems".
[[nodiscard]] Result<Report> check_export(const std::filesystem::path& file, const std::string& public_key);

}  // namespace hotline::ctl
