#include "store/event_log.hpp"

#include <algorithm>
#include <ranges>

#include "base/keyed_hash.hpp"
#include "store/key_scan.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

/// 0: not the one way to write a serial.
long long strict_serial(std::string_view text) {
    const long long serial = to_number(text);
    return serial > 0 && std::to_string(serial) == text ? serial : 0;
}

}  // namespace

LoggedEvent read_log_entry(Reply& entry) {
    LoggedEvent logged{entry.elements.at(0).text, 0, "", ""};
    std::vector<Reply>& fields = entry.elements.at(1).elements;  // t, serial, e, event, h, link
    const auto named = [&](std::size_t i, std::string_view name) {
        return i + 1 < fields.size() && fields[i].text == name;
    };
    const bool chained = fields.size() == 6 && named(4, "h") && !fields[5].text.empty();
    if (!named(0, "t") || !named(2, "e") || (fields.size() != 4 && !chained)) return logged;
    logged.serial = strict_serial(fields[1].text);
    logged.event = std::move(fields[3].text);
    if (chained) logged.link = std::move(fields[5].text);
    return logged;
}

Awaitable<Result<std::vector<LoggedEvent>>> EventLog::events_after(int partition, std::string id) {
    auto reply = checked_read(co_await link_.call(Command("XRANGE")
                                                      .arg(keys::events(partition))
                                                      .arg(id.empty() ? "-" : "(" + id)
                                                      .arg("+")
                                                      .arg("COUNT")
                                                      .arg(kEventsAtOnce)));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<LoggedEvent> events;
    events.reserve(reply->elements.size());
    for (Reply& entry : reply->elements) events.push_back(read_log_entry(entry));
    co_return events;
}

Awaitable<Result<std::string>> EventLog::last_event(int partition) {
    auto reply = checked_read(
        co_await link_.call(Command("XREVRANGE").arg(keys::events(partition)).arg("+").arg("-").arg("COUNT").arg(1LL)));
    if (!reply) co_return std::unexpected(reply.error());
    co_return reply->elements.empty() ? std::string() : std::move(reply->elements.front().elements.at(0).text);
}

Awaitable<Result<std::string>> EventLog::chain_head(int partition) {
    auto reply = checked_read(co_await link_.call(Command("GET").arg(keys::chain(partition))));
    if (!reply) co_return std::unexpected(reply.error());
    co_return std::move(reply->text);
}

Awaitable<Result<std::map<long long, std::vector<unsigned long long>>>> EventLog::stream(int partition) {
    std::map<long long, std::vector<unsigned long long>> hashes;
    for (std::string last;;) {
        const auto events = co_await events_after(partition, last);
        if (!events) co_return std::unexpected(events.error());
        for (const LoggedEvent& logged : *events) hashes[logged.serial].push_back(plain_hash(logged.event));
        if (std::ssize(*events) < kEventsAtOnce) co_return hashes;
        last = events->back().id;
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

Awaitable<Result<std::map<int, std::vector<long long>>>> EventLog::find_tickets() {
    const auto keys = co_await find_keys(link_, "hl:{*}:t:*", "list");
    if (!keys) co_return std::unexpected(keys.error());
    std::map<int, std::vector<long long>> serials;
    for (const auto& [partition, names] : *keys) {
        for (const std::string& name : names) {
            const long long serial = strict_serial(std::string_view(name).substr(name.rfind(':') + 1));
            if (serial > 0) serials[partition].push_back(serial);
        }
        std::ranges::sort(serials[partition]);
    }
    co_return serials;
}

}  // namespace hotline
