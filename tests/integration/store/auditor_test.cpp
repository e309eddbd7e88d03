// What an auditor finds, mends and counts: damage of every kind, planted by hand; and what it must not take for damage.
#include "engine/auditor.hpp"

#include <algorithm>
#include <sstream>

#include "desk_fixture.hpp"
#include "domain/assisting.hpp"
#include "domain/supervising.hpp"
#include "engine/timer_engine.hpp"
#include "store/ticket_places.hpp"

namespace hotline {
namespace {

class Auditing : public DeskStoreTest {
protected:
    void SetUp() override {
        DeskStoreTest::SetUp();
        timers_.emplace(*link_, kPartitions);
        listings_.emplace(*link_, kPartitions);
        telemetry::LabelSets labels;
        labels.task_forces = {"IND", "TRA"};
        labels.targets = {"ack", "resolve"};
        labels.risk_bands = {75, 90};
        metrics_.declare_labels(labels);
        auditor_.emplace(io_, Auditor::Parts{*listings_, *store_, *presence_, *desk_, clock_, clock_, metrics_, log_},
                         Auditor::Pace{.per_second = 100'000, .per_second_anew = 100'000});
    }

    Awaitable<Ticket> claimed(int caller = 1) {
        const Ticket ticket = co_await call(caller);
        co_return (co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value();
    }
    Awaitable<void> claim_and_release(std::vector<Ticket> tickets, int& left) {
        const Decision back = [](const Ticket& ticket, const Act& act) { return release(ticket, "", act); };
        for (const Ticket& ticket : tickets) {
            static_cast<void>(co_await desk_->claim(kWorker, {ticket.number, std::nullopt}));
            static_cast<void>(co_await desk_->change(kWorker, {ticket.number, std::nullopt}, Action::kRelease, back));
        }
        --left;
    }
    Awaitable<void> cycle() { EXPECT_TRUE(co_await auditor_->cycle()); }

    Awaitable<void> redis(std::vector<std::string> words) {
        Command command(words.front());
        for (std::size_t i = 1; i < words.size(); ++i) command.arg(words[i]);
        const auto reply = co_await link_->call(std::move(command));
        EXPECT_TRUE(reply && !reply->is_error());
    }

    [[nodiscard]] double value(const std::string& series) const {
        std::istringstream text(metrics_.exposition());
        for (std::string line; std::getline(text, line);) {
            if (line.starts_with(series + " ")) return std::stod(line.substr(series.size()));
        }
        return -1;
    }
    /// "queue assigned timer late_step stray", counted so far.
    [[nodiscard]] std::vector<double> mismatches() const {
        std::vector<double> counts;
        for (const auto* kind : {"queue", "assigned", "timer", "late_step", "stray"}) {
            counts.push_back(value("hotline_audit_mismatch_total{kind=\"" + std::string(kind) + "\"}"));
        }
        return counts;
    }
    using Counts = std::vector<double>;

    telemetry::Log log_{clock_, telemetry::LogLevel::kOff};
    Alarm alarm_;
    std::optional<Timers> timers_;
    std::optional<ListingReader> listings_;
    std::optional<Auditor> auditor_;
};

INSTANTIATE_TEST_SUITE_P(On, Auditing, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(Auditing, SaysThatItHasLookedAndFindsNothingInOrder) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0})) << "every kind is there from the start";
        EXPECT_EQ(value("hotline_auditor_last_success_timestamp_seconds"), 0);
        for (int i = 0; i < 300; ++i) static_cast<void>(co_await (i % 3 == 0 ? claimed(i) : call(i)));
        const auto before = server().ask({"DBSIZE"});
        co_await cycle();
        clock_.advance(1min);
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0}));
        EXPECT_EQ(value("hotline_timers_recomputed_total"), 0);
        EXPECT_EQ(value("hotline_auditor_last_success_timestamp_seconds"),
                  static_cast<double>(clock_.now().time_since_epoch().count()) / 1000);
        EXPECT_EQ(server().ask({"DBSIZE"}), before);
    });
}

TEST_P(Auditing, EveryKindOfDamageIsMendedAndCounted) {
    run([&]() -> Awaitable<void> {
        const Ticket queued = co_await call(1);
        const Ticket held = co_await claimed(2);
        const Ticket silent = co_await call(3);
        co_await cycle();
        const auto sets = [](const Ticket& ticket) { return keys::events(ticket.number.partition()).substr(0, 7); };
        const auto serial = [](const Ticket& ticket) { return std::to_string(ticket.number.serial()); };
        co_await redis({"ZREM", sets(queued) + ":q:IND:queued:3", serial(queued)});
        co_await redis({"ZADD", sets(queued) + ":q:NEW:waiting:9", "1", serial(queued)});
        co_await redis({"ZREM", sets(held) + ":a:ind1", serial(held)});
        co_await redis({"ZADD", sets(held) + ":a:nobody", "1", serial(held)});
        co_await redis({"ZADD", sets(held) + ":q:IND:in_progress:3", "17", serial(held)});
        co_await redis({"ZREM", sets(silent) + ":timers", serial(silent)});
        co_await redis({"ZADD", sets(silent) + ":timers", "99000000000000", "4711"});
        co_await redis({"ZADD", sets(silent) + ":q:IND:queued:3", "1", "4712"});
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{2, 1, 1, 0, 4}));
        EXPECT_EQ(co_await lists_of(queued.number), (std::vector<std::string>{"q:IND:queued:3"}));
        EXPECT_EQ(co_await lists_of(held.number), (std::vector<std::string>{"a:ind1", "q:IND:in_progress:3"}));
        EXPECT_EQ((co_await timers_->outlook()).value().armed, 3);
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{2, 1, 1, 0, 4})) << "once";
    });
}

TEST_P(Auditing, WhatMovesMeanwhileIsNoMismatch) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets;
        for (int i = 0; i < 60; ++i) tickets.push_back(co_await call(i));
        co_await cycle();
        int left = 2;
        for (int side = 0; side < 2; ++side) {
            spawn(claim_and_release(tickets, left));
        }
        while (left > 0) co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0}));
    });
}

TEST_P(Auditing, AStepThatNobodyFiredIsCountedUntilSomebodyDoes) {
    run([&]() -> Awaitable<void> {
        static_cast<void>(co_await call());
        clock_.advance(2h + 9s);
        co_await cycle();
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0})) << "not late yet";
        clock_.advance(2s);
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 1, 0}));
        TimerEngine engine(io_, {*timers_, *store_, *desk_, clock_, metrics_, log_}, alarm_);
        EXPECT_EQ((co_await engine.fire_due()).value(), 1U);
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 1, 0}));
    });
}

TEST_P(Auditing, NewRulesSetTheTimersAnewWhichIsNoMismatch) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call();
        co_await cycle();
        auto changed = rulebook();
        changed.version = "cfg-2";
        changed.policies =
            SlaPolicies::make("cfg-2", {clock_policy("normal", {5, 72, 4, 24}, true)}, {}, "normal").value();
        desk_->use(std::make_shared<const Rulebook>(std::move(changed)));
        co_await cycle();
        EXPECT_EQ((co_await timers_->outlook()).value().earliest, ticket.opened_at + 5h);
        EXPECT_EQ(value("hotline_timers_recomputed_total"), 1);
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0}));
    });
}

TEST_P(Auditing, PromisesThatComeNearAreCountedByBand) {
    run([&]() -> Awaitable<void> {
        const auto risk = [&](const std::string& target, const std::string& band) {
            return value("hotline_sla_at_risk{band=\"" + band + "\",target=\"" + target + "\",task_force=\"IND\"}");
        };
        EXPECT_EQ(risk("ack", "75"), 0);
        static_cast<void>(co_await call(1));
        clock_.advance(20min);
        static_cast<void>(co_await call(2));
        clock_.advance(90min);
        co_await cycle();
        EXPECT_EQ(risk("ack", "75"), 2);
        EXPECT_EQ(risk("ack", "90"), 1);
        EXPECT_EQ(risk("resolve", "75"), 0);
        clock_.advance(15min);
        co_await cycle();
        EXPECT_EQ(risk("ack", "75"), 1) << "the other one is a breach now";
        EXPECT_EQ(risk("ack", "90"), 0);
    });
}

TEST_P(Auditing, OfAGreatStoreWhatHasEndedIsLookedAtOverSeveralCycles) {
    run([&]() -> Awaitable<void> {
        constexpr int kTickets = 40;
        std::vector<Ticket> ended;
        for (int i = 0; i < kTickets; ++i) {
            const Ticket ticket = co_await call(i);
            const Decision end = [](const Ticket& t, const Act& act) { return cancel(t, {"withdrawn", ""}, act); };
            const TicketRef ref{ticket.number, std::nullopt};
            ended.push_back((co_await desk_->change(kDispatcher, ref, Action::kCancel, end)).value());
        }
        co_await cycle();
        Auditor slow(io_, {*listings_, *store_, *presence_, *desk_, clock_, clock_, metrics_, log_},
                     {.per_cycle = 1, .per_second = 100'000});
        EXPECT_TRUE(co_await slow.cycle());  // of all, under rules that are new to it
        for (const Ticket& ticket : ended) {
            co_await redis({"ZREM", queue_of(ticket), std::to_string(ticket.number.serial())});
        }
        clock_.advance(1h);
        EXPECT_TRUE(co_await slow.cycle());
        EXPECT_LT(mismatches().front(), kTickets) << "of one partition only";
        const auto now = static_cast<double>(clock_.now().time_since_epoch().count());
        EXPECT_EQ(value("hotline_auditor_last_success_timestamp_seconds") * 1000, now) << "each cycle is a heartbeat";
        for (int i = 1; i < kPartitions; ++i) EXPECT_TRUE(co_await slow.cycle());
        EXPECT_EQ(mismatches().front(), kTickets);
    });
}

TEST_P(Auditing, TheTimerOfATicketThatDoesNotExistIsTakenAway) {
    run([&]() -> Awaitable<void> {
        co_await redis({"ZADD", keys::timers(2), "5", "4711"});
        TimerEngine engine(io_, {*timers_, *store_, *desk_, clock_, metrics_, log_}, alarm_);
        EXPECT_EQ((co_await engine.fire_due()).value(), 1U);
        EXPECT_EQ((co_await engine.fire_due()).value(), 0U);
        EXPECT_EQ((co_await timers_->outlook()).value().armed, 0);
    });
}

TEST_P(Auditing, AnUnreadableTicketHoldsNobodyElseUp) {
    run([&]() -> Awaitable<void> {
        const Ticket broken = co_await call(1);
        static_cast<void>(co_await call(2));
        co_await redis({"LSET", keys::ticket(broken.number), "1", "{"});
        clock_.advance(3h);
        TimerEngine engine(io_, {*timers_, *store_, *desk_, clock_, metrics_, log_}, alarm_);
        EXPECT_EQ((co_await engine.fire_due()).value(), 1U);
        EXPECT_EQ((co_await engine.fire_due()).error().code, ErrorCode::kInternal) << "nothing to spin on";
        co_await cycle();
    });
}

TEST_P(Auditing, AClaimThatStandsBecauseItsHolderIsThereIsNoMismatch) {
    auto rules = rulebook();
    std::vector<SlaPolicy> policies = rules.policies.all();
    for (SlaPolicy& policy : policies) policy.claim_lease = policy.target(Target::kAck)->within;
    rules.policies = SlaPolicies::make("cfg-1", std::move(policies), {}, "normal").value();
    desk_->use(std::make_shared<const Rulebook>(std::move(rules)));
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await claimed();
        co_await cycle();
        clock_.advance(110min);
        co_await presence_->saw(kWorker.id.value, clock_.now());
        clock_.advance(10min);  // the lease of two hours
        EXPECT_EQ((co_await desk_->settle((co_await store_->read(ticket.number)).value())).value(), 0);
        co_await cycle();
        clock_.advance(20min);
        co_await cycle();
        EXPECT_EQ(mismatches(), (Counts{0, 0, 0, 0, 0}));
        EXPECT_EQ((co_await store_->read(ticket.number)).value().state, State::kInProgress);
    });
}

TEST_P(Auditing, ListsOfPartsAndOrdersAreMended) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await claimed();
        const TicketRef ref{ticket.number, std::nullopt};
        const Decision ask = [](const Ticket& t, const Act& act) {
            return assist(t, {TaskForceId("TRA"), "请协调", std::nullopt}, act);
        };
        const Decision order = [](const Ticket& t, const Act& act) {
            return supervise(t, {"请说明", std::nullopt}, act);
        };
        EXPECT_TRUE(co_await desk_->change(kWorker, ref, Action::kAssist, ask));
        EXPECT_TRUE(co_await desk_->change(kManager, ref, Action::kSupervise, order));
        const auto right = co_await lists_of(ticket.number);
        EXPECT_EQ(right.size(), 4U);
        co_await cycle();
        const int partition = ticket.number.partition();
        const std::string serial = std::to_string(ticket.number.serial());
        co_await redis({"ZREM", keys::assisted(partition, TaskForceId("TRA")), serial});
        co_await redis({"ZREM", keys::supervised(partition, kManager.id), serial});
        co_await redis({"ZADD", keys::supervised(partition, kInspector.id), "5", serial});
        co_await cycle();
        EXPECT_EQ(co_await lists_of(ticket.number), right);
        EXPECT_EQ(mismatches(), (Counts{0, 2, 0, 0, 1}));
    });
}

}  // namespace
}  // namespace hotline
