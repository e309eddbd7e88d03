// The audit of the event log, and what somebody might do to it who can write to Redis as he likes.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "ctl/audit_check.hpp"
#include "store_fixture.hpp"

namespace hotline {

class AuditTest : public StoreTest {
protected:
    struct RawEntry {
        std::string id;
        std::vector<std::string> fields;
    };
    using Stream = std::vector<RawEntry>;

    /// Three tickets of one caller, nine events in one partition: opened; claimed; released.
    Awaitable<std::vector<Ticket>> three_tickets() {
        std::vector<Ticket> tickets;
        for (int i = 0; i < 3; ++i) tickets.push_back(co_await open(complaint("+8613900000001")));
        for (Ticket& ticket : tickets) ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
        for (Ticket& ticket : tickets) ticket = co_await commit(ticket, release(ticket, "", by(kWorker)));
        partition_ = tickets.front().number.partition();
        co_return tickets;
    }

    Awaitable<ctl::Report> audit(std::vector<ChainLink> heads = {}) {
        ctl::AuditCheck check(*link_, hash_, kPartitions, std::move(heads));
        co_return (co_await check.run()).value();
    }
    /// "altered 7, inserted 8": what was found, each with the place of its entry among those `stream`, from 1 on.
    Awaitable<std::string> found(Stream stream, std::vector<ChainLink> heads = {}) {
        std::string text;
        for (const ctl::Line& line : (co_await audit(std::move(heads))).lines) {
            const auto entry = std::ranges::find_if(
                stream, [&](const RawEntry& raw) { return line.where == keys::events(partition_) + " " + raw.id; });
            text += (text.empty() ? "" : ", ") + line.kind;
            if (entry != stream.end()) text += " " + std::to_string(entry - stream.begin() + 1);
        }
        co_return text;
    }
    Awaitable<std::string> found() { co_return co_await found(co_await read_stream()); }

    Awaitable<std::vector<ChainLink>> heads() {
        std::vector<ChainLink> links;
        for (int place = 0; place <= kPartitions; ++place) {
            const int log = place < kPartitions ? place : keys::kAccessLog;
            const auto head = co_await link_->call(Command("GET").arg(keys::chain(log)));
            links.push_back(parse_link(head.value().text).value_or(ChainLink{}));
        }
        co_return links;
    }

    Awaitable<Stream> read_stream() {
        Stream stream;
        const auto range = co_await link_->call(Command("XRANGE").arg(keys::events(partition_)).arg("-").arg("+"));
        for (const auto& entry : range.value().elements) {
            RawEntry& raw = stream.emplace_back();
            raw.id = entry.elements.at(0).text;
            for (const auto& field : entry.elements.at(1).elements) raw.fields.push_back(field.text);
        }
        co_return stream;
    }

    /// An entry of a stream cannot be changed; a stream can be put in another's place.
    Awaitable<void> write_stream(Stream stream) {
        const std::string name = keys::events(partition_);
        static_cast<void>(co_await link_->call(Command("DEL").arg(name)));
        for (const RawEntry& raw : stream) {
            Command add("XADD");
            add.arg(name + "-forged").arg(raw.id);
            for (const std::string& field : raw.fields) add.arg(field);
            EXPECT_FALSE((co_await link_->call(std::move(add))).value().is_error());
        }
        if (stream.empty()) co_return;
        static_cast<void>(co_await link_->call(Command("RENAME").arg(name + "-forged").arg(name)));
    }

    Awaitable<redis::Reply> ask(Command command) { co_return (co_await link_->call(std::move(command))).value(); }

    Awaitable<void> set_head(std::string text) {
        static_cast<void>(co_await link_->call(Command("SET").arg(keys::chain(partition_)).arg(text)));
    }

    /// Everything the partition holds, to be put back later.
    Awaitable<std::vector<std::pair<std::string, std::string>>> dump() {
        std::vector<std::pair<std::string, std::string>> keys;
        const auto names = co_await link_->call(Command("KEYS").arg(keys::events(partition_).substr(0, 7) + ":*"));
        for (const auto& name : names.value().elements) {
            keys.emplace_back(name.text, (co_await link_->call(Command("DUMP").arg(name.text))).value().text);
        }
        co_return keys;
    }

    int partition_ = 0;
};

}  // namespace hotline
