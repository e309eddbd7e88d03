// What the store promises when Redis dies, restarts or forgets its functions.
#include <algorithm>
#include <map>
#include <set>

#include "ctl/audit_check.hpp"
#include "store/dataset.hpp"
#include "store_fixture.hpp"

namespace hotline {
namespace {

class DurabilityTest : public StoreRig, public ::testing::WithParamInterface<Mode> {
protected:
    void SetUp() override { connect_to(server_); }

    Awaitable<void> restart() {
        server_.kill();
        server_.start();
        // The link has not looked yet; this call finds the old connection dead, or goes out on the new one.
        static_cast<void>(co_await link_->call(Command("PING")));
        EXPECT_TRUE(co_await link_->until_connected(10s));
    }

    static ErrorCode code(const auto& result) { return result ? ErrorCode::kInternal : result.error().code; }

    RedisServer server_{{.cluster = GetParam() == Mode::kCluster, .append_only = true}};
};

INSTANTIATE_TEST_SUITE_P(On, DurabilityTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(DurabilityTest, WhatWasAnsweredOutlivesAKill) {
    run([&]() -> Awaitable<void> {
        Ticket ticket = co_await open(complaint(), "the-key");
        ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
        co_await restart();
        EXPECT_EQ(TicketText::of((co_await store_->read(ticket.number)).value()), TicketText::of(ticket));
        EXPECT_EQ((co_await store_->history(ticket.number)).value().size(), 2U);
        EXPECT_EQ(co_await lists_of(ticket.number), (std::vector<std::string>{"a:ind1", "q:IND:in_progress:3"}));
        const auto again = co_await store_->open(draft(complaint()).value(), "the-key", std::nullopt);
        EXPECT_FALSE(again.value().created);
        EXPECT_EQ((co_await open()).number.serial(), ticket.number.serial() + 1) << "numbers go on";
        ticket = co_await commit(ticket, release(ticket, "", by(kWorker)));
        EXPECT_EQ(ticket.revision, 3);
    });
}

TEST_P(DurabilityTest, TheChainOfEventsGoesOnAfterAKill) {
    run([&]() -> Awaitable<void> {
        Ticket ticket = co_await open();
        co_await restart();
        ticket = co_await commit(ticket, claim(ticket, by(kWorker)));
        EXPECT_EQ(server_.ask({"BGREWRITEAOF"}).substr(0, 10), "Background");
        while (server_.ask({"INFO", "persistence"}).contains("aof_rewrite_in_progress:1")) co_await turn();
        ticket = co_await commit(ticket, release(ticket, "", by(kWorker)));
        co_await restart();
        static_cast<void>(co_await open());
        ctl::AuditCheck check(*link_, hash_, kPartitions, {});
        const auto report = (co_await check.run()).value();
        EXPECT_TRUE(report.lines.empty()) << ctl::to_text(report);
        EXPECT_EQ(report.counts.at("events"), 4);
    });
}

TEST_P(DurabilityTest, FunctionsAreKeptByRedisItself) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await open());
        server_.kill();
        server_.start();
        // Before the link has come back and loaded them again.
        const auto reply = server_.ask({"FCALL", "hotline_2_commit", "1", "hl:{00}:t:99", "99", "1"});
        EXPECT_FALSE(reply.contains("not found")) << reply;
        EXPECT_TRUE(server_.ask({"FCALL", "hotline_0_commit", "0"}).contains("not found"));
    });
}

TEST_P(DurabilityTest, LostFunctionsAreLoadedByTheNextConnection) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        EXPECT_EQ(server_.ask({"FUNCTION", "FLUSH"}), "OK");
        const auto without = co_await store_->open(draft(complaint()).value(), "key", std::nullopt);
        EXPECT_EQ(code(without), ErrorCode::kStoreUnavailable) << "nothing was done";
        static_cast<void>(server_.ask({"CLIENT", "KILL", "TYPE", "normal"}));
        static_cast<void>(co_await link_->call(Command("PING")));
        EXPECT_TRUE(co_await link_->until_connected(10s));
        const auto with = co_await store_->open(draft(complaint()).value(), "key", std::nullopt);
        EXPECT_TRUE(with && with->created);
    });
}

TEST_P(DurabilityTest, ACallThatRedisMayHaveSeenIsOfUnknownOutcomeUntilItIsAskedAgain) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        server_.freeze();
        const auto written = link_->counters().writes;
        std::optional<Result<Opened>> opened;
        std::optional<Result<Committed>> committed;
        std::optional<Result<Ticket>> read;
        const auto ask_open = [&]() -> Awaitable<void> {
            opened = co_await store_->open(draft(complaint()).value(), "asked-again", std::nullopt);
        };
        const auto ask_commit = [&]() -> Awaitable<void> {
            committed = co_await store_->commit(ticket, claim(ticket, by(kWorker)), std::nullopt);
        };
        const auto ask_read = [&]() -> Awaitable<void> { read = co_await store_->read(ticket.number); };
        spawn(ask_open());
        spawn(ask_commit());
        spawn(ask_read());
        while (link_->counters().writes == written) co_await turn();
        server_.kill();
        while (!opened || !committed || !read) co_await turn();
        EXPECT_EQ(code(*opened), ErrorCode::kOutcomeUnknown);
        EXPECT_EQ(code(*committed), ErrorCode::kOutcomeUnknown);
        EXPECT_EQ(code(*read), ErrorCode::kStoreUnavailable) << "a read has changed nothing, whatever became of it";

        server_.start();
        EXPECT_TRUE(co_await link_->until_connected(10s));
        const auto again = co_await store_->open(draft(complaint()).value(), "asked-again", std::nullopt);
        EXPECT_EQ(again.value().ticket.number.serial(), 2);
        const auto claimed = co_await store_->commit(ticket, claim(ticket, by(kWorker)), std::nullopt);
        EXPECT_EQ(claimed.value().ticket.revision, 2);
    });
}

TEST_P(DurabilityTest, WhileRedisIsAwayNothingIsDoneAndEverythingSaysSo) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await open();
        server_.stop();
        static_cast<void>(co_await link_->call(Command("PING")));
        EXPECT_EQ(code(co_await store_->open(draft(complaint()).value(), "key", std::nullopt)),
                  ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await store_->commit(ticket, claim(ticket, by(kWorker)), std::nullopt)),
                  ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await store_->read(ticket.number)), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await store_->read_all({ticket.number})), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await store_->history(ticket.number)), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await store_->of_caller(ticket.caller.phone)), ErrorCode::kStoreUnavailable);
        const std::vector task_forces{TaskForceId("IND")};
        EXPECT_EQ(code(co_await queues_->page(task_forces, State::kQueued, {3}, {}, 5)), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await queues_->page(TicketList{TicketList::kAssigned, kWorker.id.value}, {}, 5)),
                  ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await queues_->heads(TaskForceId("IND"), {3}, 1)), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await queues_->depths(task_forces, {State::kQueued}, {3})), ErrorCode::kStoreUnavailable);
        EXPECT_EQ(code(co_await check_dataset(*link_, kPartitions, secrets_)), ErrorCode::kStoreUnavailable);
        server_.start();
        EXPECT_TRUE(co_await link_->until_connected(10s));
        EXPECT_EQ((co_await store_->read(ticket.number)).value().revision, 1);
    });
}

TEST_P(DurabilityTest, KilledUnderLoadNothingAnsweredIsLostAndNothingAskedAgainIsDoneTwice) {
    run([&]() -> Awaitable<void> {
        constexpr int kCalls = 300;
        std::map<int, TicketNumber> answered;
        const auto ask = [&](int i) -> Awaitable<void> {
            const auto phone = "+86139" + std::to_string(10'000'000 + i);
            const auto opened =
                co_await store_->open(draft(complaint(phone)).value(), "call-" + std::to_string(i), std::nullopt);
            if (!opened) co_return;
            const auto [known, fresh] = answered.try_emplace(i, opened->ticket.number);
            EXPECT_TRUE(fresh || known->second == opened->ticket.number) << "the second answer is the first";
            if (fresh && answered.size() == 100) server_.kill();
        };
        // In waves, so that Redis dies between two of them and within one.
        for (int first = 0; first < kCalls; first += 30) {
            co_await all_at_once(30, [&](int i) { return ask(first + i); });
        }
        EXPECT_GE(answered.size(), 100U);
        EXPECT_LT(answered.size(), static_cast<std::size_t>(kCalls));
        server_.start();
        EXPECT_TRUE(co_await link_->until_connected(10s));
        for (const auto& [call, number] : answered) EXPECT_TRUE(co_await store_->read(number));
        co_await all_at_once(kCalls, ask);
        EXPECT_EQ(answered.size(), static_cast<std::size_t>(kCalls));
        std::set<TicketNumber> numbers;
        for (const auto& [call, number] : answered) numbers.insert(number);
        EXPECT_EQ(numbers.size(), static_cast<std::size_t>(kCalls));
        const auto tickets = co_await link_->call(Command("KEYS").arg("hl:*:t:*"));
        EXPECT_EQ(tickets.value().elements.size(), static_cast<std::size_t>(kCalls)) << "none was opened twice";
    });
}

}  // namespace
}  // namespace hotline
