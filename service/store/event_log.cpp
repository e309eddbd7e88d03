#include "store/event_log.hpp"

#include "base/keyed_hash.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {

using redis::Command;

Awaitable<Result<std::map<long long, std::vector<unsigned long long>>>> EventLog::stream(int partition) {
    constexpr long long kEventsAtOnce = 1000;
    std::map<long long, std::vector<unsigned long long>> events;
    for (std::string from = "-";;) {
        const auto reply = checked_read(co_await link_.call(
            Command("XRANGE").arg(keys::events(partition)).arg(from).arg("+").arg("COUNT").arg(kEventsAtOnce)));
        if (!reply) co_return std::unexpected(reply.error());
        for (const auto& entry : reply->elements) {
            const auto& fields = entry.elements.at(1).elements;  // t, serial, e, event
            events[to_number(fields.at(1).text)].push_back(plain_hash(fields.at(3).text));
        }
        if (std::ssize(reply->elements) < kEventsAtOnce) co_return events;
        from = "(" + reply->elements.back().elements.at(0).text;
    }
}

Awaitable<Result<std::vector<std::vector<std::string>>>> EventLog::histories(std::vector<TicketNumber> numbers) {
    std::vector<Command> commands;
    for (const TicketNumber& number : numbers) {
        commands.push_back(Command("LRANGE").arg(keys::ticket(number)).arg(2LL).arg(-1LL));
    }
    std::vector<std::vector<std::string>> histories;
    for (auto& answered : co_await link_.call_all(std::move(commands))) {
        auto reply = checked_read(std::move(answered));
        if (!reply) co_return std::unexpected(reply.error());
        std::vector<std::string>& history = histories.emplace_back();
        for (auto& event : reply->elements) history.push_back(std::move(event.text));
    }
    co_return histories;
}

}  // namespace hotline
