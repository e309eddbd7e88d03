#include "store/set_extent.hpp"

#include <algorithm>

#include "store/replies.hpp"

namespace hotline {

using redis::Command;

void ask_extent(std::vector<Command>& commands, const std::string& key) {
    commands.push_back(Command("ZCARD").arg(key));
    commands.push_back(Command("ZRANGE").arg(key).arg(0LL).arg(0LL).arg("WITHSCORES"));
}

Result<SetExtent> extent_of(std::span<const Result<redis::Reply>> replies) {
    SetExtent extent;
    for (std::size_t i = 0; i + 1 < replies.size(); i += 2) {
        const auto count = checked_read(replies[i]);
        const auto head = checked_read(replies[i + 1]);
        if (!count) return std::unexpected(count.error());
        if (!head) return std::unexpected(head.error());
        extent.members += count->integer;
        if (head->elements.size() != 2) continue;
        const Instant first(std::chrono::milliseconds(to_number(head->elements[1].text)));
        extent.first = std::min(extent.first.value_or(first), first);
    }
    return extent;
}

}  // namespace hotline
