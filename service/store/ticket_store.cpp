#include "store/ticket_store.hpp"

#include <algorithm>
#include <ranges>

#include "store/event_chain.hpp"
#include "store/function_library.hpp"
#include "store/keys.hpp"
#include "store/replies.hpp"
#include "store/ticket_document.hpp"
#include "store/ticket_lookups.hpp"
#include "store/ticket_places.hpp"

namespace hotline {
namespace {

using redis::Command;
using redis::Reply;

std::string timer(Wake wake) { return wake ? std::to_string(wake->time_since_epoch().count()) : std::string(); }

std::vector<std::string> without(std::vector<std::string> sets, const std::vector<std::string>& others) {
    std::erase_if(sets, [&](const std::string& name) { return std::ranges::find(others, name) != others.end(); });
    return sets;
}

Command read_command(const TicketNumber& number) {
    return Command("LRANGE").arg(keys::ticket(number)).arg(0LL).arg(1LL);
}

std::vector<Command> read_commands(const std::vector<TicketNumber>& numbers) {
    std::vector<Command> commands;
    commands.reserve(numbers.size());
    for (const TicketNumber& number : numbers) commands.push_back(read_command(number));
    return commands;
}

Result<Ticket> ticket_from(const Result<Reply>& reply, const TicketNumber& number, const Keyring& keys) {
    const auto checked = checked_read(reply);
    if (!checked) return std::unexpected(checked.error());
    if (checked->elements.size() != 2) return no_such_ticket(number);
    return decode_ticket(checked->elements[1].text, number, to_number(checked->elements[0].text), keys);
}

}  // namespace

int TicketStore::partition_of(const std::string& text) const {
    return static_cast<int>(plain_hash(text) % static_cast<unsigned long long>(partitions_));
}

bool TicketStore::exists(const TicketNumber& number) const { return number.partition() < partitions_; }

Awaitable<Result<Opened>> TicketStore::open(Change draft, std::string idempotency_key, Wake wake) {
    Ticket& ticket = draft.after;
    const bool anonymous = ticket.caller.phone.empty();
    const int partition = partition_of(anonymous ? idempotency_key : ticket.caller.phone.e164());
    const std::string key_field = idempotency_field(secrets_.hash, ticket.caller.phone, idempotency_key);
    const std::string caller_field = hotline::caller_field(secrets_.hash, ticket.caller.phone);
    ticket.intake_key = to_base64url(key_field);
    ticket.revision = 1;
    draft.event.revision = 1;
    const std::string& caller_bucket_by = anonymous ? key_field : caller_field;
    Command command = call_function(
        kOpenFunction, {keys::sequence(partition), keys::ticket_prefix(partition),
                        keys::idempotency(partition, key_field), keys::callers(partition, caller_bucket_by),
                        keys::queue(partition, ticket.task_force, ticket.state, ticket.matter.urgency),
                        keys::events(partition), keys::timers(partition), keys::chain(partition)});
    const std::string event = encode_event(draft.event);
    const ChainKey chain = chain_key(secrets_.hash, partition, event);
    command.arg(key_field)
        .arg(caller_field)
        .arg(score_of(ticket))
        .arg(encode_ticket(ticket, secrets_.keys))
        .arg(event)
        .arg(timer(wake))
        .arg(chain.inner())
        .arg(chain.outer());

    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    const TicketNumber number(partition, to_number(reply->elements.at(1).text));
    if (reply->elements.front().text == "opened") {
        ticket.number = number;
        tell_recorded(number, wake);
        co_return Opened{std::move(ticket), true};
    }
    auto existing =
        decode_ticket(reply->elements.at(3).text, number, to_number(reply->elements.at(2).text), secrets_.keys);
    if (!existing) co_return std::unexpected(existing.error());
    co_return Opened{*std::move(existing), false};
}

Awaitable<Result<Committed>> TicketStore::commit(Ticket before, Change change, Wake wake) {
    Ticket& after = change.after;
    after.revision = before.revision + 1;
    change.event.revision = after.revision;
    const auto old_sets = sets_of(before);
    const auto new_sets = sets_of(after);
    const auto leaves = without(old_sets, new_sets);
    const int partition = before.number.partition();
    std::vector<std::string> names{keys::ticket(before.number), keys::events(partition), keys::timers(partition),
                                   keys::chain(partition)};
    std::ranges::copy(leaves, std::back_inserter(names));
    std::ranges::copy(without(new_sets, old_sets), std::back_inserter(names));
    Command command = call_function(kCommitFunction, names);
    const std::string event = encode_event(change.event);
    command.arg(before.number.serial()).arg(before.revision).arg(encode_ticket(after, secrets_.keys)).arg(event);
    command.arg(score_of(after)).arg(static_cast<long long>(leaves.size())).arg(timer(wake));
    const ChainKey chain = chain_key(secrets_.hash, partition, event);
    command.arg(chain.inner()).arg(chain.outer());

    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    const std::string& status = reply->elements.front().text;
    if (status == "committed") {
        tell_recorded(before.number, wake);
        co_return Committed{std::move(after), true};
    }
    if (status == "missing") co_return no_such_ticket(before.number);
    auto current =
        decode_ticket(reply->elements.at(2).text, before.number, to_number(reply->elements.at(1).text), secrets_.keys);
    if (!current) co_return std::unexpected(current.error());
    co_return Committed{*std::move(current), false};
}

Awaitable<Result<Filed>> TicketStore::file(Ticket ticket, std::vector<std::string> listed, Wake wake, Filing filing) {
    const auto sets = sets_of(ticket);
    const auto leaves = without(std::move(listed), sets);
    std::vector<std::string> names{keys::ticket(ticket.number), keys::timers(ticket.number.partition())};
    std::ranges::copy(leaves, std::back_inserter(names));
    std::ranges::copy(sets, std::back_inserter(names));
    Command command = call_function(kFileFunction, names);
    command.arg(ticket.number.serial()).arg(ticket.revision).arg(score_of(ticket));
    command.arg(static_cast<long long>(leaves.size())).arg(timer(wake));
    command.arg(filing == Filing::kRepair ? "repair" : "check");
    const auto reply = checked_write(co_await link_.call(std::move(command)));
    if (!reply) co_return std::unexpected(reply.error());
    Filed filed{reply->elements.front().text == "filed", {}};
    for (const Reply& key : reply->elements | std::views::drop(1)) filed.wrong.push_back(key.text);
    if (filed.current && filing == Filing::kRepair) tell_armed(wake);
    co_return filed;
}

void TicketStore::tell_armed(const Wake& wake) const {
    if (wake && hooks_.armed) hooks_.armed(*wake);
}

void TicketStore::tell_recorded(const TicketNumber& number, const Wake& wake) const {
    tell_armed(wake);
    if (hooks_.recorded) hooks_.recorded(number.partition());
}

Awaitable<Result<int>> TicketStore::rewrite(std::vector<TicketNumber> numbers) {
    const auto replies = co_await link_.call_all(read_commands(numbers));
    std::vector<Command> writes;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto ticket = ticket_from(replies[i], numbers[i], secrets_.keys);
        if (!ticket && ticket.error().code == ErrorCode::kTicketNotFound) continue;
        if (!ticket) co_return std::unexpected(ticket.error());
        std::string document = encode_ticket(*ticket, secrets_.keys);
        if (document == replies[i]->elements[1].text) continue;
        writes.push_back(call_function(kRewriteFunction, {keys::ticket(numbers[i])}));
        writes.back().arg(ticket->revision).arg(document);
    }
    int written = 0;
    for (const auto& answered : co_await link_.call_all(std::move(writes))) {
        const auto reply = checked_write(answered);
        if (!reply) co_return std::unexpected(reply.error());
        if (reply->elements.front().text == "rewritten") ++written;
    }
    co_return written;
}

Awaitable<Result<Ticket>> TicketStore::read(TicketNumber number) {
    if (!exists(number)) co_return no_such_ticket(number);
    co_return ticket_from(co_await link_.call(read_command(number)), number, secrets_.keys);
}

Awaitable<std::vector<Result<Ticket>>> TicketStore::read_each(std::vector<TicketNumber> numbers) {
    const auto replies = co_await link_.call_all(read_commands(numbers));
    std::vector<Result<Ticket>> tickets;
    tickets.reserve(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i)
        tickets.push_back(ticket_from(replies[i], numbers[i], secrets_.keys));
    co_return tickets;
}

Awaitable<Result<std::vector<Ticket>>> TicketStore::read_all(std::vector<TicketNumber> numbers) {
    std::vector<Ticket> tickets;
    tickets.reserve(numbers.size());
    for (Result<Ticket>& ticket : co_await read_each(std::move(numbers))) {
        if (ticket) {
            tickets.push_back(*std::move(ticket));
        } else if (ticket.error().code != ErrorCode::kTicketNotFound) {
            co_return std::unexpected(ticket.error());
        }
    }
    co_return tickets;
}

Awaitable<Result<std::vector<TicketEvent>>> TicketStore::history(TicketNumber number) {
    if (!exists(number)) co_return no_such_ticket(number);
    const auto reply =
        checked_read(co_await link_.call(Command("LRANGE").arg(keys::ticket(number)).arg(2LL).arg(-1LL)));
    if (!reply) co_return std::unexpected(reply.error());
    if (reply->elements.empty()) co_return no_such_ticket(number);
    std::vector<TicketEvent> events;
    for (const Reply& element : reply->elements) {
        auto event = decode_event(element.text);
        if (!event) co_return std::unexpected(event.error());
        events.push_back(*std::move(event));
    }
    co_return events;
}

Awaitable<Result<std::vector<TicketNumber>>> TicketStore::of_caller(Phone phone) {
    const int partition = partition_of(phone.e164());
    const std::string field = caller_field(secrets_.hash, phone);
    const auto reply =
        checked_read(co_await link_.call(Command("HGET").arg(keys::callers(partition, field)).arg(field)));
    if (!reply) co_return std::unexpected(reply.error());
    std::vector<TicketNumber> numbers;
    for (const long long serial : parse_serials(reply->text)) numbers.emplace_back(partition, serial);
    std::ranges::reverse(numbers);
    co_return numbers;
}

}  // namespace hotline
