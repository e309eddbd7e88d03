#include "store/open_tickets.hpp"

#include <algorithm>

#include "base/random_token.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

constexpr std::size_t kAtOnce = 200;

std::vector<PersonId> people_of(const Reply& entries) {
    std::vector<PersonId> people;
    for (const Reply& entry : entries.elements) people.emplace_back(entry.text.substr(entry.text.find(':') + 1));
    std::ranges::sort(people);
    const auto repeated = std::ranges::unique(people);
    people.erase(repeated.begin(), repeated.end());
    return people;
}

}  // namespace

OpenTickets::OpenTickets(redis::LinkPool& link) : link_(link), node_(random_id()) {}

Awaitable<Result<std::vector<std::vector<PersonId>>>> OpenTickets::update(std::vector<TicketUse> uses) {
    std::vector<std::vector<PersonId>> open;
    while (open.size() < uses.size()) {
        const long long now = clock_.now().time_since_epoch().count();
        const long long since = now - std::chrono::milliseconds(kLifetime).count();
        std::vector<Command> commands;
        std::vector<std::size_t> reads;
        for (auto i = open.size(); i < std::min(open.size() + kAtOnce, uses.size()); ++i) {
            const std::string key = keys::opened(uses[i].number);
            for (const PersonId& person : uses[i].here) {
                commands.push_back(Command("ZADD").arg(key).arg(now).arg(entry_of(person)));
            }
            for (const PersonId& person : uses[i].gone) {
                commands.push_back(Command("ZREM").arg(key).arg(entry_of(person)));
            }
            if (!uses[i].here.empty()) {
                commands.push_back(Command("PEXPIRE").arg(key).arg(std::chrono::milliseconds(kLifetime).count()));
            }
            reads.push_back(commands.size());
            commands.push_back(Command("ZRANGEBYSCORE").arg(key).arg(since).arg("+inf"));
        }
        const auto replies = co_await link_.call_all(std::move(commands));
        for (const std::size_t read : reads) {
            const auto entries = checked_read(replies[read]);
            if (!entries) co_return std::unexpected(entries.error());
            open.push_back(people_of(*entries));
        }
    }
    co_return open;
}

}  // namespace hotline
