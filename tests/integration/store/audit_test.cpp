// The audit is silent about an honest log, whatever goes on meanwhile, and finds whatever was done to it.
#include "audit_fixture.hpp"
#include "ctl/data_check.hpp"
#include "store/access_log.hpp"

namespace hotline {
namespace {

class EventAudit : public AuditTest {
protected:
    using Edit = std::function<void(Stream&)>;

    /// What is found after `edit` of the nine events' stream.
    Awaitable<std::string> found_after(Edit edit) {
        static_cast<void>(server().ask({"FLUSHALL"}));
        static_cast<void>(co_await three_tickets());
        Stream stream = co_await read_stream();
        edit(stream);
        co_await write_stream(stream);
        co_return co_await found(std::move(stream));
    }

    /// Like a node of 0.1.0, which knows no chain.
    Awaitable<void> unchain() {
        Stream stream = co_await read_stream();
        for (RawEntry& raw : stream) raw.fields.resize(4);
        co_await write_stream(std::move(stream));
        co_await ask(Command("DEL").arg(keys::chain(partition_)));
    }
};

INSTANTIATE_TEST_SUITE_P(On, EventAudit, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(EventAudit, AnHonestLogIsProved) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ((co_await audit()).counts.at("events"), 0) << "an empty store";
        co_await all_at_once(40, [&](int i) -> Awaitable<void> {
            Ticket ticket = co_await open(complaint("+86139" + std::to_string(10'000'000 + i / 2)));
            if (i % 3 == 0) co_await commit(ticket, claim(ticket, by(kWorker)));
        });
        const auto report = co_await audit(co_await heads());
        EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        EXPECT_EQ(report.counts,
                  (std::map<std::string, long long>{
                      {"accesses", 0}, {"events", 54}, {"tickets", 40}, {"unchained", 0}, {"problems", 0}}));
    });
}

TEST_P(EventAudit, WhatTheFunctionsWroteIsWhatIsComputedHere) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await three_tickets());
        ChainLink link;
        for (const RawEntry& raw : co_await read_stream()) {
            const ChainKey key = chain_key(hash_, partition_, raw.fields.at(3));
            link = link_after(link, key, std::stoll(raw.fields.at(1)));
            EXPECT_EQ(parse_link(raw.fields.at(5)), link);
        }
        EXPECT_EQ(link.count, 9);
        EXPECT_EQ((co_await heads()).at(static_cast<std::size_t>(partition_)), link);
    });
}

TEST_P(EventAudit, GoesOnWhileNodesWrite) {
    run([&]() -> Awaitable<void> {
        int writers = 4;
        const auto write = [&](int writer) -> Awaitable<void> {
            for (int i = 0; i < 40; ++i) {
                const Ticket ticket = co_await open(complaint("+86139" + std::to_string(10'000'000 + i % 7)),
                                                    std::to_string(writer) + "-" + std::to_string(i));
                co_await commit(ticket, claim(ticket, by(kWorker)));
            }
            --writers;
        };
        for (int writer = 0; writer < 4; ++writer) spawn(write(writer));
        int audits = 0;
        while (writers > 0) {
            ++audits;
            const auto kept = co_await heads();
            const auto report = co_await audit(kept);
            EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        }
        EXPECT_GT(audits, 1);
        EXPECT_EQ((co_await audit()).counts.at("events"), 320);
    });
}

TEST_P(EventAudit, WhatIsRefusedOrAskedTwiceLeavesNoTrace) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open(complaint(), "one");
        co_await commit(ticket, claim(ticket, by(kWorker)));
        EXPECT_FALSE((co_await store_->open(draft(complaint()).value(), "one", std::nullopt)).value().created);
        EXPECT_FALSE((co_await store_->commit(ticket, claim(ticket, by(kColleague)), std::nullopt))->applied);
        const auto report = co_await audit();
        EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        EXPECT_EQ(report.counts.at("events"), 2);
    });
}

TEST_P(EventAudit, AnEventThatWasAlteredIsFound) {
    run([&]() -> Awaitable<void> {
        const auto alter = [](std::size_t field, const std::string& value) {
            return [=](Stream& stream) { stream[4].fields[field] = value; };
        };
        EXPECT_EQ(co_await found_after(alter(3, R"({"r":2,"a":"claim","b":"ind9","t":0,"s":2})")),
                  "altered 5, history 5");
        EXPECT_EQ(co_await found_after(alter(1, "1")), "altered 5, history, history");
        EXPECT_EQ(co_await found_after(alter(5, std::string(20, 'x') + "5")), "altered 5");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[4].fields[5].back() = '7'; }),
                  "inserted 5, removed 6");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[8].fields[5][0] ^= 1; }), "altered 9, head");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[8].fields[3] += " "; }), "altered 9, history 9");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[0].fields[3] += " "; }), "altered 1, history 1");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[4].fields[0] = "u"; }),
                  "inserted 5, removed 6, history");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[4].fields.resize(4); }), "inserted 5, removed 6");
        EXPECT_EQ(co_await found_after([](Stream& stream) { stream[4].fields[1] = "02"; }),
                  "inserted 5, removed 6, history");
    });
}

TEST_P(EventAudit, AnEventThatWasRemovedIsFound) {
    run([&]() -> Awaitable<void> {
        const auto cut = [](int from, int to) {
            return [=](Stream& stream) { stream.erase(stream.begin() + from, stream.begin() + to); };
        };
        EXPECT_EQ(co_await found_after(cut(4, 5)), "removed 5, history");
        EXPECT_EQ(co_await found_after(cut(0, 2)), "removed 1, history, history");
        EXPECT_EQ(co_await found_after(cut(2, 8)), "removed 3, history, history, history, history, history, history");
        EXPECT_EQ(co_await found_after(cut(8, 9)), "removed, history");
        const std::string all = co_await found_after(cut(0, 9));
        EXPECT_TRUE(all.starts_with("removed, history")) << all;

        static_cast<void>(server().ask({"FLUSHALL"}));
        static_cast<void>(co_await three_tickets());
        const Stream stream = co_await read_stream();
        static_cast<void>(co_await link_->call(Command("XDEL").arg(keys::events(partition_)).arg(stream[3].id)));
        EXPECT_EQ(co_await found(stream), "removed 5, history");
        const auto report = co_await audit();
        EXPECT_EQ(report.lines[0].about, "1 before it");
        EXPECT_EQ(report.lines[1].about, "revision 2 is missing in the stream");
        EXPECT_EQ(report.lines[1].what, TicketNumber(partition_, 1).text());
    });
}

TEST_P(EventAudit, AnEventThatWasInsertedIsFound) {
    run([&]() -> Awaitable<void> {
        const auto insert = [](std::size_t at, const std::function<void(RawEntry&)>& change) {
            return [=](Stream& stream) {
                RawEntry forged = stream[4];
                change(forged);
                stream.insert(stream.begin() + static_cast<std::ptrdiff_t>(at), forged);
                for (std::size_t i = 0; i < stream.size(); ++i) stream[i].id = "1-" + std::to_string(i + 1);
            };
        };
        const auto as_it_is = [](RawEntry&) {};
        const auto with_count = [](const std::string& count) {
            return [=](RawEntry& raw) {
                raw.fields[3] = R"({"r":4,"a":"cancel","b":"ind1","t":0,"s":9})";
                raw.fields[5].replace(20, std::string::npos, count);
            };
        };
        EXPECT_EQ(co_await found_after(insert(2, as_it_is)), "inserted 3, history");
        EXPECT_EQ(co_await found_after(insert(9, as_it_is)), "inserted 10, history");
        EXPECT_EQ(co_await found_after(insert(6, with_count("7"))), "inserted 7, history 7");
        EXPECT_EQ(co_await found_after(insert(9, with_count("10"))), "altered 10, head, history 10");
        EXPECT_EQ(co_await found_after(insert(9, with_count("12"))), "inserted 10, head, history 10");
        EXPECT_EQ(co_await found_after(insert(3, [](RawEntry& raw) { raw.fields.resize(4); })), "inserted 4, history");
        EXPECT_EQ(co_await found_after(insert(3, [](RawEntry& raw) { raw.fields = {"anything", "else"}; })),
                  "inserted 4");
    });
}

TEST_P(EventAudit, WhatIsForgedAtTheEndIsFoundAlsoAfterMoreWasCommitted) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets = co_await three_tickets();
        const RawEntry last = (co_await read_stream()).back();
        const std::string link = std::string(20, 'f') + "10";
        static_cast<void>(co_await link_->call(Command("XADD")
                                                   .arg(keys::events(partition_))
                                                   .arg("*")
                                                   .arg("t")
                                                   .arg("1")
                                                   .arg("e")
                                                   .arg(last.fields[3])
                                                   .arg("h")
                                                   .arg(link)));
        co_await commit(tickets[0], claim(tickets[0], by(kWorker)));
        EXPECT_EQ(co_await found(), "inserted 10, history");
        co_await set_head(std::string(20, 'f') + "11");
        co_await commit(tickets[1], claim(tickets[1], by(kWorker)));
        EXPECT_EQ(co_await found(), "inserted 10, removed 12, history") << "the chain went on from a forged head";
    });
}

TEST_P(EventAudit, AnotherOrderIsFound) {
    run([&]() -> Awaitable<void> {
        const auto swap = [](std::size_t one, std::size_t other) {
            return [=](Stream& stream) { std::swap(stream[one].fields, stream[other].fields); };
        };
        EXPECT_EQ(co_await found_after(swap(3, 4)), "reordered 5");
        EXPECT_EQ(co_await found_after(swap(0, 3)), "reordered 2, reordered 3, reordered 4, history");
        EXPECT_EQ(co_await found_after([](Stream& stream) { std::swap(stream[3].fields[3], stream[6].fields[3]); }),
                  "altered 4, altered 7, history");
    });
}

TEST_P(EventAudit, AHeadThatIsNotTheEndIsFound) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets = co_await three_tickets();
        const Stream stream = co_await read_stream();
        co_await set_head(stream[6].fields[5]);
        EXPECT_EQ(co_await found(), "head");
        co_await set_head(std::string(20, 'x') + "9");
        EXPECT_EQ(co_await found(), "head");
        co_await set_head("nonsense");
        EXPECT_EQ(co_await found(), "head");
        static_cast<void>(co_await link_->call(Command("DEL").arg(keys::chain(partition_))));
        EXPECT_EQ(co_await found(), "head");
        co_await commit(tickets[0], claim(tickets[0], by(kWorker)));
        EXPECT_EQ(co_await found(), "head 10") << "a commit begins the chain anew";
        co_await set_head("nonsense");
        co_await commit(tickets[1], claim(tickets[1], by(kWorker)));
        EXPECT_EQ(co_await found(), "head 10, altered 11");
    });
}

TEST_P(EventAudit, AHistoryThatIsNotTheStreamsIsFound) {
    run([&]() -> Awaitable<void> {
        const auto tickets = co_await three_tickets();
        const std::string first = keys::ticket(tickets[0].number);
        const auto forged = R"({"r":2,"a":"claim","b":"ind9","t":0,"s":2})";
        static_cast<void>(co_await link_->call(Command("LSET").arg(first).arg(3LL).arg(forged)));
        EXPECT_EQ(co_await found(), "history 4");
        static_cast<void>(co_await link_->call(Command("LSET").arg(first).arg(3LL).arg("no event at all")));
        EXPECT_EQ(co_await found(), "history 4");
        static_cast<void>(
            co_await link_->call(Command("LSET").arg(first).arg(3LL).arg((co_await read_stream())[3].fields[3])));
        EXPECT_EQ(co_await found(), "");
        static_cast<void>(co_await link_->call(Command("RPOP").arg(first)));
        EXPECT_EQ(co_await found(), "history 7");
        static_cast<void>(co_await link_->call(Command("RPUSH").arg(first).arg((co_await read_stream())[6].fields[3])));
        static_cast<void>(co_await link_->call(Command("RPUSH").arg(first).arg(forged)));
        EXPECT_EQ(co_await found(), "history 4") << "the revision is there twice";
        static_cast<void>(co_await link_->call(Command("DEL").arg(first)));
        EXPECT_EQ(co_await found(), "history 1, history 4, history 7");
    });
}

TEST_P(EventAudit, ATicketThatNoEventTellsOfIsFound) {
    run([&]() -> Awaitable<void> {
        const auto tickets = co_await three_tickets();
        const TicketNumber forged(partition_, 4711);
        static_cast<void>(
            co_await link_->call(Command("COPY").arg(keys::ticket(tickets[0].number)).arg(keys::ticket(forged))));
        const auto report = co_await audit();
        EXPECT_EQ(report.lines.size(), 3U) << ctl::to_text(report);
        for (const ctl::Line& line : report.lines) EXPECT_EQ(line.what, forged.text());
    });
}

TEST_P(EventAudit, EverythingSetBackIsFoundByAHeadThatWasKept) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets = co_await three_tickets();
        const auto earlier = co_await dump();
        const auto old_heads = co_await heads();
        co_await commit(tickets[0], claim(tickets[0], by(kWorker)));
        const auto kept = co_await heads();
        EXPECT_EQ(co_await found(co_await read_stream(), kept), "");
        EXPECT_EQ(co_await found(co_await read_stream(), old_heads), "") << "an older one is still contained";
        for (const auto& [key, value] : earlier) {
            static_cast<void>(co_await link_->call(Command("RESTORE").arg(key).arg(0LL).arg(value).arg("REPLACE")));
        }
        static_cast<void>(co_await link_->call(Command("DEL").arg(keys::assigned(partition_, kWorker.id))));
        EXPECT_EQ(co_await found(), "") << "nothing in Redis can tell";
        EXPECT_EQ(co_await found(co_await read_stream(), kept), "rollback");
        co_await commit(tickets[1], claim(tickets[1], by(kWorker)));
        EXPECT_EQ(co_await found(co_await read_stream(), kept), "rollback") << "another event in its place";
    });
}

TEST_P(EventAudit, WhatOlderNodesWroteIsCountedWhereTheChainBegins) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets = co_await three_tickets();
        co_await unchain();
        auto report = co_await audit();
        EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        tickets[0] = co_await commit(tickets[0], claim(tickets[0], by(kWorker)));
        tickets[1] = co_await commit(tickets[1], claim(tickets[1], by(kWorker)));
        report = co_await audit(co_await heads());
        EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        EXPECT_EQ(report.counts.at("unchained"), 9);
        EXPECT_EQ((co_await heads()).at(static_cast<std::size_t>(partition_)).count, 11);

        const Stream whole = co_await read_stream();
        Stream cut = whole;
        cut.erase(cut.begin());
        co_await write_stream(cut);
        EXPECT_EQ(co_await found(cut), "removed 9, history") << "they are counted";
        Stream more = whole;
        more.insert(more.begin(), {"1-1", {"t", "1", "e", "{}"}});
        co_await write_stream(more);
        EXPECT_EQ(co_await found(more), "inserted 11, history 1");
        Stream late = whole;
        late[10].fields.resize(4);
        co_await write_stream(late);
        EXPECT_EQ(co_await found(late), "inserted 11, removed") << "none may come later";
    });
}

TEST_P(EventAudit, AnEventOfAnotherPartitionIsNoEventOfThisOne) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await three_tickets());
        const int here = partition_;
        Ticket other = co_await open(complaint("+8613900000002"));
        for (int i = 3; other.number.partition() == here; ++i) {
            other = co_await open(complaint("+861390000000" + std::to_string(i)));
        }
        partition_ = other.number.partition();
        const Stream there = co_await read_stream();
        partition_ = here;
        Stream stream = co_await read_stream();
        stream[0].fields = there[0].fields;
        co_await write_stream(stream);
        EXPECT_EQ(co_await found(stream), "altered 1") << "the same words of another partition";
    });
}

TEST_P(EventAudit, AnotherSecretProvesNothing) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await three_tickets());
        const KeyedHash other = KeyedHash::from_hex(std::string(64, '8')).value();
        ctl::AuditCheck check(*link_, other, kPartitions, {});
        const auto report = (co_await check.run()).value();
        EXPECT_EQ(report.counts.at("problems"), 9) << ctl::to_text(report);
    });
}

TEST_P(EventAudit, TheOtherVerifySeesStrangeEntriesToo) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await three_tickets());
        static_cast<void>(
            co_await link_->call(Command("XADD").arg(keys::events(partition_)).arg("*").arg("anything").arg("else")));
        ctl::DataCheck check(*link_, secrets_, kPartitions, std::make_shared<const Rulebook>(rules_), Filing::kCheck);
        EXPECT_TRUE(co_await check.run());
    });
}

TEST_P(EventAudit, TheAccessLogIsAChainToo) {
    run([&]() -> Awaitable<void> {
        AccessLog log(*link_, hash_);
        for (int i = 0; i < 5; ++i) {
            EXPECT_TRUE(co_await log.append({.what = "read", .by = PersonId("mgr1"), .reason = std::to_string(i)}));
        }
        const auto kept = co_await heads();
        auto report = co_await audit(kept);
        EXPECT_EQ(report.counts.at("accesses"), 5);
        EXPECT_EQ(report.counts.at("problems"), 0);
        EXPECT_EQ((co_await log.page(std::nullopt, 1)).value().at(0).reason, "4");

        partition_ = keys::kAccessLog;
        const Stream stream = co_await read_stream();
        const auto without = [&](std::size_t place) -> Awaitable<std::string> {
            Stream rest = stream;
            rest.erase(rest.begin() + static_cast<Stream::difference_type>(place));
            co_await write_stream(rest);
            co_return co_await found(stream);
        };
        EXPECT_EQ(co_await without(2), "removed 4");
        EXPECT_TRUE((co_await without(4)).starts_with("removed"));
        Stream altered = stream;
        altered.at(1).fields.at(3).replace(altered.at(1).fields.at(3).find("mgr1"), 4, "op01");
        co_await write_stream(altered);
        EXPECT_EQ(co_await found(stream), "altered 2");
        co_await write_stream(stream);
        EXPECT_EQ(co_await found(stream, kept), "");
    });
}

}  // namespace
}  // namespace hotline
