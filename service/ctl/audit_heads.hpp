// Where the chains of a data set have arrived, signed, to be kept outside of Redis: a chain alone cannot show that
// everything was set back to an earlier moment.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/json_writer.hpp"
#include "base/keyed_hash.hpp"
#include "base/signing.hpp"
#include "store/event_chain.hpp"

namespace hotline::ctl {

/// What heads and exports are signed with, derived from the data set's secret.
[[nodiscard]] SigningKey audit_key(const KeyedHash& hash);

/// By partition; of one without events: count 0.
struct AuditHeads {
    std::string at;  ///< when they were read, RFC 3339
    std::vector<ChainLink> links;
};
[[nodiscard]] std::string to_json(const AuditHeads& heads, const KeyedHash& hash);

/// kBadConfiguration: not such a file, of another data set, or not signed with its key.
[[nodiscard]] Result<AuditHeads> read_heads(const std::filesystem::path& file, const KeyedHash& hash);

/// {"partition", "count", "h"} as members of what is being written.
void write_link(JsonWriter& json, int partition, const ChainLink& link);

/// As RFC 3339 in UTC.
[[nodiscard]] std::string now_in_utc();

}  // namespace hotline::ctl
