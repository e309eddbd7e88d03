#include "store/event_tail.hpp"

#include <algorithm>

#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

std::vector<LoggedEvent> read_entries(std::vector<Reply>& entries) {
    std::vector<LoggedEvent> events;
    events.reserve(entries.size());
    for (Reply& entry : entries) events.push_back(read_log_entry(entry));
    return events;
}

}  // namespace

Awaitable<Result<std::vector<LoggedEvent>>> EventTail::last(int most) {
    auto reply = checked_read(co_await link_.call(Command("XREVRANGE")
                                                      .arg(keys::events(partition_))
                                                      .arg("+")
                                                      .arg("-")
                                                      .arg("COUNT")
                                                      .arg(static_cast<long long>(most))));
    if (!reply) co_return std::unexpected(reply.error());
    auto events = read_entries(reply->elements);
    std::ranges::reverse(events);
    co_return events;
}

Awaitable<Result<std::vector<LoggedEvent>>> EventTail::next(std::string id, int most) {
    auto reply = checked_read(co_await link_.call(Command("XREAD")
                                                      .arg("COUNT")
                                                      .arg(static_cast<long long>(most))
                                                      .arg("BLOCK")
                                                      .arg(static_cast<long long>(kLongestWait.count()))
                                                      .arg("STREAMS")
                                                      .arg(keys::events(partition_))
                                                      .arg(id)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.empty()) co_return std::vector<LoggedEvent>{};
    co_return read_entries(reply->elements.front().elements.at(1).elements);  // [[key, entries]]
}

Awaitable<Result<bool>> EventTail::has(LoggedEvent entry) {
    auto reply =
        checked_read(co_await link_.call(Command("XRANGE").arg(keys::events(partition_)).arg(entry.id).arg(entry.id)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return !reply->elements.empty() && read_log_entry(reply->elements.front()).link == entry.link;
}

}  // namespace hotline
