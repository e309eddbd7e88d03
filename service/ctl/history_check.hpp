// A ticket's own history compared with what the partition's stream holds of the ticket. Pure.
#pragma once

#include <vector>

#include "ctl/chain_check.hpp"

namespace hotline::ctl {

/// Of one ticket, in the order of the stream.
struct Streamed {
    std::vector<const ChainCheck::Entry*> entries;
    std::size_t before = 0;  ///< so many of them were read before the history was; the others may be younger than it
};

/// What is in only one of the two, or not the same in both.
[[nodiscard]] std::vector<Line> compare_history(const ChainCheck& chain, const TicketNumber& ticket,
                                                const std::vector<ToldEvent>& history, const Streamed& streamed);

}  // namespace hotline::ctl
