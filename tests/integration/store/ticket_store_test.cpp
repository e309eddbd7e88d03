// Opening, changing and reading tickets.
#include <algorithm>
#include <map>
#include <set>

#include "store_fixture.hpp"

namespace hotline {
namespace {

class TicketStoreTest : public StoreTest {
protected:
    using Lists = std::vector<std::string>;

    static Secrets with_keys(const std::vector<char>& digits) {
        std::string text(64, '7');
        for (const char digit : digits) text += "\nencryption " + std::string(64, digit);
        return Secrets::from_text(text).value();
    }

    Awaitable<std::vector<TicketEvent>> history(TicketNumber number) {
        co_return (co_await store_->history(number)).value();
    }
    Awaitable<std::string> stored(TicketNumber number) {
        co_return TicketText::of((co_await store_->read(number)).value());
    }

    /// Every event of the streams, as "serial event", partition after partition.
    Awaitable<std::map<TicketNumber, std::vector<std::string>>> streams() {
        std::map<TicketNumber, std::vector<std::string>> events;
        for (int p = 0; p < kPartitions; ++p) {
            const auto range = co_await link_->call(Command("XRANGE").arg(keys::events(p)).arg("-").arg("+"));
            for (const auto& entry : range.value().elements) {
                const auto& fields = entry.elements.at(1).elements;
                EXPECT_EQ(fields.at(0).text, "t");
                EXPECT_EQ(fields.at(2).text, "e");
                events[{p, std::stoll(fields.at(1).text)}].push_back(fields.at(3).text);
            }
        }
        co_return events;
    }
};

INSTANTIATE_TEST_SUITE_P(On, TicketStoreTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(TicketStoreTest, AnOpenedTicketIsReadBackAsItWasAnswered) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        EXPECT_EQ(ticket.revision, 1);
        EXPECT_EQ(ticket.number.serial(), 1);
        EXPECT_EQ(co_await stored(ticket.number), TicketText::of(ticket));
        const auto events = co_await history(ticket.number);
        EXPECT_EQ(events.size(), 1U);
        EXPECT_EQ(events.at(0).action, Action::kOpen);
        EXPECT_EQ(events.at(0).revision, 1);
        EXPECT_EQ(co_await lists_of(ticket.number), Lists{"q:IND:queued:3"});
    });
}

TEST_P(TicketStoreTest, OneKeyOpensOneTicket) {
    run([&]() -> Awaitable<void> {
        const Ticket first = co_await open(complaint(), "the-key");
        const Ticket held = co_await commit(first, claim(first, by(kWorker)));
        const auto again = co_await store_->open(draft(complaint()).value(), "the-key", std::nullopt);
        EXPECT_TRUE(again && !again->created);
        EXPECT_EQ(TicketText::of(again.value().ticket), TicketText::of(held)) << "as it is by now";
        EXPECT_EQ((co_await history(first.number)).size(), 2U);
        const Ticket other = co_await open(complaint(), "another-key");
        EXPECT_EQ(other.number.serial(), 2);
    });
}

TEST_P(TicketStoreTest, FiftyAtOnceWithOneKeyOpenOneTicket) {
    run([&]() -> Awaitable<void> {
        int created = 0;
        std::set<TicketNumber> numbers;
        co_await all_at_once(50, [&](int) -> Awaitable<void> {
            const auto opened = co_await store_->open(draft(complaint()).value(), "one", std::nullopt);
            created += opened.value().created ? 1 : 0;
            numbers.insert(opened.value().ticket.number);
        });
        EXPECT_EQ(created, 1);
        EXPECT_EQ(numbers.size(), 1U);
        EXPECT_EQ((co_await streams()).begin()->second.size(), 1U);
    });
}

TEST_P(TicketStoreTest, AnonymousCallersAreKeptByTheirKey) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open(complaint(""), "a-call");
        const auto again = co_await store_->open(draft(complaint("")).value(), "a-call", std::nullopt);
        EXPECT_FALSE(again.value().created);
        EXPECT_EQ(again.value().ticket.number, ticket.number);
        const Ticket other = co_await open(complaint(""), "another-call");
        EXPECT_NE(other.number, ticket.number);
        const auto of_nobody = co_await link_->call(Command("KEYS").arg("*callers*"));
        EXPECT_TRUE(of_nobody.value().elements.empty());
    });
}

TEST_P(TicketStoreTest, NumbersNeverRepeatHoweverManyCallAtOnce) {
    run([&]() -> Awaitable<void> {
        std::map<int, std::set<long long>> serials;
        co_await all_at_once(200, [&](int i) -> Awaitable<void> {
            const Ticket ticket = co_await open(complaint("+86138" + std::to_string(10'000'000 + i)));
            EXPECT_TRUE(serials[ticket.number.partition()].insert(ticket.number.serial()).second);
            EXPECT_EQ(TicketNumber::parse(ticket.number.text()).value(), ticket.number);
        });
        std::size_t total = 0;
        for (const auto& [partition, given] : serials) {
            EXPECT_EQ(*given.rbegin(), static_cast<long long>(given.size())) << "none was left out";
            total += given.size();
        }
        EXPECT_EQ(total, 200U);
        EXPECT_EQ(serials.size(), static_cast<std::size_t>(kPartitions)) << "callers spread over the partitions";
    });
}

TEST_P(TicketStoreTest, ACallersTicketsAreFoundLatestFirst) {
    run([&]() -> Awaitable<void> {
        std::vector<TicketNumber> mine;
        for (int i = 0; i < 12; ++i) {
            mine.push_back((co_await open(complaint("+8613844001234"))).number);
            static_cast<void>(co_await open(complaint("+86139" + std::to_string(10'000'000 + i))));
        }
        std::ranges::reverse(mine);
        EXPECT_EQ((co_await store_->of_caller(Phone::from_e164("+8613844001234"))).value(), mine);
        EXPECT_TRUE((co_await store_->of_caller(Phone::from_e164("+8613844009999"))).value().empty());
    });
}

TEST_P(TicketStoreTest, NoKeyHoldsAPhoneNumber) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await open(complaint("+8613844001234"), "13844001234"));
        const auto names = co_await link_->call(Command("KEYS").arg("*"));
        for (const auto& name : names.value().elements) {
            EXPECT_FALSE(name.text.contains("13844001234")) << name.text;
            if (!name.text.contains(":callers:") && !name.text.contains(":idem:")) continue;
            const auto fields = co_await link_->call(Command("HGETALL").arg(name.text));
            for (const auto& field : fields.value().elements) EXPECT_FALSE(field.text.contains("13844001234"));
        }
    });
}

TEST_P(TicketStoreTest, WhatDoesNotExistIsNotFound) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        for (const TicketNumber number :
             {TicketNumber(ticket.number.partition(), 2), TicketNumber(kPartitions, 1), TicketNumber(99, 1)}) {
            EXPECT_EQ((co_await store_->read(number)).error().code, ErrorCode::kTicketNotFound);
            EXPECT_EQ((co_await store_->history(number)).error().code, ErrorCode::kTicketNotFound);
        }
        Ticket ghost = ticket;
        ghost.number = TicketNumber(ticket.number.partition(), 77);
        const auto committed = co_await store_->commit(ghost, claim(ghost, by(kWorker)), std::nullopt);
        EXPECT_TRUE(!committed && committed.error().code == ErrorCode::kTicketNotFound);
        const auto names = co_await link_->call(Command("KEYS").arg("*:t:77"));
        EXPECT_TRUE(names.value().elements.empty());
    });
}

TEST_P(TicketStoreTest, ManyAreReadInTheOrderAskedFor) {
    run([&]() -> Awaitable<void> {
        std::vector<TicketNumber> numbers;
        for (int i = 0; i < 20; ++i) {
            numbers.push_back((co_await open(complaint("+86139" + std::to_string(10'000'000 + i)))).number);
        }
        std::ranges::reverse(numbers);
        auto asked = numbers;
        asked.insert(asked.begin() + 5, TicketNumber(0, 4711));
        const auto tickets = (co_await store_->read_all(asked)).value();
        EXPECT_TRUE(std::ranges::equal(tickets, numbers, {}, &Ticket::number));
        EXPECT_TRUE((co_await store_->read_all({})).value().empty());
    });
}

TEST_P(TicketStoreTest, ATicketIsAlwaysInTheListsOfItsStateAndInNoOthers) {
    run([&]() -> Awaitable<void> {
        Ticket ticket = co_await open();
        ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"a:ind1", "q:IND:in_progress:3"}));
        AmendRequest urgent;
        urgent.urgency = 2;
        ticket = co_await commit(ticket, amend(ticket, urgent, by(kOperator)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"a:ind1", "q:IND:in_progress:2"}));
        ticket = co_await commit(ticket, wait(ticket, {"parts", std::nullopt, ""}, by(kWorker)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"a:ind1", "q:IND:waiting:2"}));
        ticket = co_await commit(ticket, release(ticket, "", by(kWorker)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"q:IND:queued:2"}));
        ticket = co_await commit(ticket, claim(ticket, by(kColleague)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"a:ind2", "q:IND:in_progress:2"}));
        ticket = co_await commit(ticket, transfer(ticket, {TaskForceId("TRA"), ""}, by(kLead)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"q:TRA:queued:2"}));
        ticket = co_await commit(ticket, return_ticket(ticket, {"not_ours", "", {}}, by(kTransportWorker)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"q:desk:triage:2"}));
        ticket = co_await commit(ticket, dispatch(ticket, {TaskForceId("IND"), 3, ""}, by(kDispatcher)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"q:IND:queued:3"}));
        ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
        ticket = co_await commit(ticket, resolve(ticket, {true, true, "", "", "", "好", std::nullopt}, by(kWorker)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"q:IND:resolved:3"}));
        ticket = co_await commit(ticket, check(ticket, {false, "空"}, by(kOperator)));
        EXPECT_EQ(co_await lists_of(ticket.number), (Lists{"a:ind1", "q:IND:in_progress:3"}));
        EXPECT_EQ(co_await stored(ticket.number), TicketText::of(ticket));
        EXPECT_EQ(ticket.revision, 12);
    });
}

TEST_P(TicketStoreTest, AStaleChangeIsRefusedWithWhatTheTicketIsNow) {
    run([&]() -> Awaitable<void> {
        const Ticket read = co_await open();
        const Ticket held = co_await commit(read, claim(read, by(kWorker)));
        const auto late =
            co_await store_->commit(read, cancel(read, {"withdrawn", ""}, by(kDispatcher)).value(), std::nullopt);
        EXPECT_TRUE(late && !late->applied);
        EXPECT_EQ(TicketText::of(late.value().ticket), TicketText::of(held));
        EXPECT_EQ(co_await stored(read.number), TicketText::of(held));
        EXPECT_EQ(co_await lists_of(read.number), (Lists{"a:ind1", "q:IND:in_progress:3"}));
        EXPECT_EQ((co_await history(read.number)).size(), 2U);
        EXPECT_EQ((co_await streams())[read.number].size(), 2U);
    });
}

TEST_P(TicketStoreTest, OfManyChangesToOneRevisionOneGoesThrough) {
    run([&]() -> Awaitable<void> {
        const Ticket read = co_await open();
        int applied = 0;
        std::set<std::string> seen;
        co_await all_at_once(50, [&](int i) -> Awaitable<void> {
            const auto change = add_note(read, std::to_string(i), by(kOperator));
            const auto committed = co_await store_->commit(read, change, std::nullopt);
            applied += committed.value().applied ? 1 : 0;
            seen.insert(TicketText::of(committed.value().ticket));
        });
        EXPECT_EQ(applied, 1);
        EXPECT_EQ(seen.size(), 1U) << "winner and losers see the same ticket";
        EXPECT_EQ((co_await history(read.number)).size(), 2U);
    });
}

TEST_P(TicketStoreTest, RewritingUnderAnotherKeyChangesNothingOfATicket) {
    run([&]() -> Awaitable<void> {
        const Secrets renewed = with_keys({'a'});
        TicketStore other(*link_, renewed, kPartitions);
        const Ticket ticket = co_await open();
        const Ticket held = co_await commit(ticket, claim(ticket, by(kWorker)));
        const std::vector<TicketNumber> numbers{held.number, TicketNumber(held.number.partition(), 999)};
        const auto events = co_await streams();
        EXPECT_EQ((co_await other.rewrite(numbers)).value(), 1);
        EXPECT_EQ((co_await other.rewrite(numbers)).value(), 0) << "it is as it should be";
        EXPECT_EQ(TicketText::of((co_await other.read(held.number)).value()), TicketText::of(held));
        EXPECT_FALSE(co_await store_->read(held.number)) << "without the new key";
        EXPECT_EQ(co_await streams(), events);
        EXPECT_EQ(co_await lists_of(held.number), (Lists{"a:" + kWorker.id.value, "q:IND:in_progress:3"}));
    });
}

TEST_P(TicketStoreTest, RewritingWhileOthersCommitLosesNothing) {
    run([&]() -> Awaitable<void> {
        const Secrets one_way = with_keys({'a', 'b'});
        const Secrets other_way = with_keys({'b', 'a'});
        TicketStore other(*link_, one_way, kPartitions);
        TicketStore back(*link_, other_way, kPartitions);
        Ticket ticket = co_await open();
        constexpr int kChanges = 50;
        co_await all_at_once(3, [&](int i) -> Awaitable<void> {
            for (int change = 0; change < kChanges; ++change) {
                if (i > 0) {
                    EXPECT_TRUE(co_await (i == 1 ? other : back).rewrite({ticket.number}));
                    continue;
                }
                const auto committed = co_await other.commit(ticket, urge(ticket, "", by(kOperator)), std::nullopt);
                EXPECT_TRUE(committed && committed->applied);
                if (committed) ticket = committed->ticket;
            }
        });
        EXPECT_EQ(ticket.revision, kChanges + 1);
        EXPECT_EQ(TicketText::of((co_await other.read(ticket.number)).value()), TicketText::of(ticket));
    });
}

TEST_P(TicketStoreTest, StreamAndHistoryTellTheSame) {
    run([&]() -> Awaitable<void> {
        std::vector<TicketNumber> numbers;
        co_await all_at_once(30, [&](int i) -> Awaitable<void> {
            Ticket ticket = co_await open(complaint("+86139" + std::to_string(10'000'000 + i % 20)));
            numbers.push_back(ticket.number);
            for (int step = 0; step < i % 5; ++step) {
                ticket = co_await commit(ticket, urge(ticket, "", by(kOperator)));
                ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
                ticket = co_await commit(ticket, release(ticket, "", by(kWorker)));
            }
        });
        const auto logged = co_await streams();
        EXPECT_EQ(logged.size(), numbers.size());
        for (const TicketNumber number : numbers) {
            const auto own = co_await link_->call(Command("LRANGE").arg(keys::ticket(number)).arg(2LL).arg(-1LL));
            std::vector<std::string> events;
            for (const auto& event : own.value().elements) events.push_back(event.text);
            EXPECT_EQ(logged.at(number), events);
            const auto read = co_await history(number);
            for (std::size_t i = 0; i < read.size(); ++i) EXPECT_EQ(read[i].revision, static_cast<Revision>(i + 1));
            EXPECT_EQ((co_await store_->read(number)).value().revision, static_cast<Revision>(read.size()));
        }
    });
}

TEST_P(TicketStoreTest, AnUnreadableDocumentIsAnErrorNotATicket) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        static_cast<void>(
            co_await link_->call(Command("LSET").arg(keys::ticket(ticket.number)).arg(1LL).arg("{\"s\":99}")));
        EXPECT_EQ((co_await store_->read(ticket.number)).error().code, ErrorCode::kInternal);
        EXPECT_EQ((co_await store_->read_all({ticket.number})).error().code, ErrorCode::kInternal);
    });
}

}  // namespace
}  // namespace hotline
