// The two indexes that find a ticket without its number: by its caller, and by the idempotency key that opened it.
// They are written when a ticket is opened (TicketStore); here they are read whole and mended.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/keyed_hash.hpp"
#include "domain/phone.hpp"
#include "redis/link_pool.hpp"

namespace hotline {

/// The field of the caller index; empty for an anonymous caller.
[[nodiscard]] std::string caller_field(const KeyedHash& hash, const Phone& phone);
/// Bound to the caller's number even where two numbers share a partition.
[[nodiscard]] std::string idempotency_field(const KeyedHash& hash, const Phone& phone, std::string_view key);

enum class Lookup : unsigned char { kCaller, kIdempotency };

/// "3,17" and back.
[[nodiscard]] std::vector<long long> parse_serials(std::string_view text);
[[nodiscard]] std::string format_serials(const std::vector<long long>& serials);

class TicketLookups {
public:
    explicit TicketLookups(redis::LinkPool& link) : link_(link) {}

    // Every function may fail with kStoreUnavailable or kTooBusy; replace() also with kOutcomeUnknown.

    /// Every field of one partition's index, with the serials it holds as they stand there.
    [[nodiscard]] Awaitable<Result<std::map<std::string, std::string>>> read(Lookup lookup, int partition);

    /// What one field holds; empty: nothing.
    [[nodiscard]] Awaitable<Result<std::string>> read_field(Lookup lookup, int partition, std::string field);

    /// Sets a field, or removes it where `serials` is empty, if it still holds `known`. False: it does not.
    [[nodiscard]] Awaitable<Result<bool>> replace(Lookup lookup, int partition, std::string field, std::string known,
                                                  std::string serials);

private:
    redis::LinkPool& link_;
};

}  // namespace hotline
