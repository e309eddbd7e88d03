// The caller index and the idempotency index of one partition, compared with what its tickets say.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/keyed_hash.hpp"
#include "ctl/report.hpp"
#include "domain/ticket.hpp"
#include "store/ticket_lookups.hpp"
#include "store/ticket_store.hpp"

namespace hotline::ctl {

class IndexCheck {
public:
    /// `last`: the last serial that was given out before the tickets were read. Later ones are left alone.
    IndexCheck(TicketLookups& lookups, const KeyedHash& hash, int partition, long long last)
        : lookups_(lookups), hash_(hash), partition_(partition), last_(last) {}

    void add(const Ticket& ticket);

    /// Once all tickets were added: what is wrong, and with kRepair is not any more. Errors: those of TicketLookups.
    [[nodiscard]] Awaitable<Result<std::vector<Line>>> run(Filing filing);

private:
    using Fields = std::map<std::string, std::vector<long long>>;

    [[nodiscard]] Awaitable<Result<std::vector<Line>>> compare(Lookup lookup, const Fields& wanted, Filing filing);
    /// What the field should hold, given what it does: what was opened since stays.
    [[nodiscard]] std::string right_value(Lookup lookup, const std::vector<long long>& wanted,
                                          const std::string& held) const;
    [[nodiscard]] Awaitable<Result<bool>> mend(Lookup lookup, std::string field, std::vector<long long> wanted,
                                               Filing filing);

    TicketLookups& lookups_;
    const KeyedHash& hash_;
    int partition_;
    long long last_;
    Fields callers_;
    Fields keys_;
    std::vector<long long> keyless_;  ///< opened before tickets kept their key: any one may have opened them
};

}  // namespace hotline::ctl
