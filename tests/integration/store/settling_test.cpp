// What tickets do by themselves, with a store under it: timers, races between nodes, nodes that were away.
#include <algorithm>
#include <map>

#include "desk/desk.hpp"
#include "desk_fixture.hpp"
#include "engine/timer_engine.hpp"
#include "store/timers.hpp"

namespace hotline {
namespace {

class Settling : public DeskStoreTest {
protected:
    void SetUp() override {
        DeskStoreTest::SetUp();
        other_.emplace(*store_, *queues_, *presence_, clock_, metrics_, rulebook_);
        timers_.emplace(*link_, kPartitions);
        engine_.emplace(io_, TimerEngine::Parts{*timers_, *store_, *desk_, clock_, metrics_, log_}, alarm_);
    }

    Awaitable<Ticket> read(TicketNumber number) { co_return (co_await store_->read(number)).value(); }

    Awaitable<std::optional<Instant>> timer_of(TicketNumber number) {
        const auto reply =
            co_await link_->call(Command("ZSCORE").arg(keys::timers(number.partition())).arg(number.serial()));
        if (reply.value().is_nil()) co_return std::nullopt;
        co_return Instant(std::chrono::milliseconds(std::stoll(reply->text)));
    }

    /// How often each "target/generation/level" was put on record.
    Awaitable<std::map<std::string, int>> steps_of(TicketNumber number) {
        std::map<std::string, int> steps;
        for (const TicketEvent& event : (co_await store_->history(number)).value()) {
            if (event.action != Action::kEscalate) continue;
            const auto& of = event.changes;
            ++steps[of.at("target") + "/" + of.at("of_generation") + "/" + of.at("level")];
        }
        co_return steps;
    }

    telemetry::Log log_{clock_, telemetry::LogLevel::kError};
    std::optional<Desk> other_;  ///< another node's
    std::optional<Timers> timers_;
    Alarm alarm_;
    std::optional<TimerEngine> engine_;
};

INSTANTIATE_TEST_SUITE_P(On, Settling, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(Settling, ATicketIsArmedWhenItIsOpenedAndAgainWithEachChange) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call();
        EXPECT_EQ(co_await timer_of(ticket.number), clock_.now() + 2h);
        clock_.advance(1h);
        static_cast<void>((co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value());
        EXPECT_EQ(co_await timer_of(ticket.number), ticket.opened_at + 72h);
        const Decision end = [](const Ticket& t, const Act& act) { return cancel(t, {"withdrawn", ""}, act); };
        EXPECT_TRUE(co_await desk_->change(kDispatcher, {ticket.number, std::nullopt}, Action::kCancel, end));
        EXPECT_EQ(co_await timer_of(ticket.number), std::nullopt);
        EXPECT_EQ((co_await timers_->outlook()).value().armed, 0);
    });
}

TEST_P(Settling, TheOutlookNamesTheEarliestOfAllPartitions) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ((co_await timers_->outlook()).value().earliest, std::nullopt);
        const Ticket first = co_await call(0);
        for (int i = 1; i < 20; ++i) {
            clock_.advance(1min);
            static_cast<void>(co_await call(i));
        }
        const auto outlook = (co_await timers_->outlook()).value();
        EXPECT_EQ(outlook.earliest, first.opened_at + 2h);
        EXPECT_EQ(outlook.armed, 20);
        EXPECT_EQ((co_await timers_->due(first.opened_at + 2h + 9min, 100)).value().size(), 10U);
        EXPECT_EQ((co_await timers_->count_due(first.opened_at + 2h - 1ms)).value(), 0);
        const auto few = (co_await timers_->due(first.opened_at + 100h, 1)).value();
        EXPECT_TRUE(std::ranges::is_sorted(few, {}, &Timer::at));
        EXPECT_LE(few.size(), static_cast<std::size_t>(kPartitions));
    });
}

TEST_P(Settling, WhatIsDueFiresOnceHoweverManyNodesTry) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call();
        clock_.advance(100h);
        int won = 0;
        co_await all_at_once(20, [&](int i) -> Awaitable<void> {
            Desk& desk = i % 2 == 0 ? *desk_ : *other_;
            won += (co_await desk.settle(co_await read(ticket.number))).value();
        });
        EXPECT_EQ(won, 2);
        const std::map<std::string, int> once{{"ack/1/breach", 1}, {"resolve/1/breach", 1}};
        EXPECT_EQ(co_await steps_of(ticket.number), once);
        EXPECT_EQ(co_await timer_of(ticket.number), std::nullopt) << "nothing is left to happen";
    });
}

TEST_P(Settling, AClaimAndABreachInOneInstantAreBothOnRecord) {
    run([&]() -> Awaitable<void> {
        for (int i = 0; i < 20; ++i) {
            const Ticket ticket = co_await call(i);
            clock_.advance(2h);
            co_await all_at_once(2, [&](int who) -> Awaitable<void> {
                if (who == 0) {
                    EXPECT_TRUE(co_await desk_->claim(kWorker, {ticket.number, std::nullopt}));
                } else {
                    EXPECT_TRUE(co_await other_->settle(co_await read(ticket.number)));
                }
            });
            EXPECT_TRUE(co_await other_->settle(co_await read(ticket.number)));
            EXPECT_EQ((co_await steps_of(ticket.number))["ack/1/breach"], 1);
            EXPECT_EQ((co_await read(ticket.number)).holder, kWorker.id);
        }
    });
}

TEST_P(Settling, AnEngineFiresWhatIsOverdueInTheOrderOfItsInstants) {
    run([&]() -> Awaitable<void> {
        std::vector<Ticket> tickets;
        for (int i = 0; i < 30; ++i) {
            tickets.push_back(co_await call(i));
            clock_.advance(1min);
        }
        clock_.advance(1h);  // for an hour and a half no node was there: none has come to its two hours
        EXPECT_EQ((co_await engine_->fire_due()).value(), 0U);
        clock_.advance(30min + 9min);
        EXPECT_EQ((co_await engine_->fire_due()).value(), 10U);
        EXPECT_EQ((co_await engine_->fire_due()).value(), 0U) << "each once";
        for (std::size_t i = 0; i < tickets.size(); ++i) {
            const auto steps = co_await steps_of(tickets[i].number);
            EXPECT_EQ(steps.size(), i < 10 ? 1U : 0U) << i;
        }
    });
}

TEST_P(Settling, ATimerThatStandsForNothingIsSetRight) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call();
        const auto timers = keys::timers(ticket.number.partition());
        static_cast<void>(co_await link_->call(Command("ZADD").arg(timers).arg(5LL).arg(ticket.number.serial())));
        EXPECT_EQ((co_await engine_->fire_due()).value(), 1U);
        EXPECT_EQ(co_await timer_of(ticket.number), ticket.opened_at + 2h);
        EXPECT_EQ((co_await store_->history(ticket.number)).value().size(), 1U) << "nothing happened";
    });
}

TEST_P(Settling, ArmingATicketThatHasMovedOnChangesNothing) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call();
        static_cast<void>((co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value());
        const auto before = co_await timer_of(ticket.number);
        EXPECT_FALSE((co_await store_->file(ticket, {}, clock_.now())).value().current);
        EXPECT_EQ(co_await timer_of(ticket.number), before);
    });
}

TEST_P(Settling, ATargetCountsOnceWhicheverComesFirst) {
    run([&]() -> Awaitable<void> {
        telemetry::LabelSets labels;
        labels.urgencies = {3};
        labels.task_forces = {"IND"};
        labels.targets = {"ack", "resolve"};
        labels.levels = {"breach"};
        metrics_.declare_labels(labels);
        const auto figure = [&](const std::string& name) {
            const std::string text = metrics_.exposition();
            const auto line = text.find("\n" + name + "{target=\"ack\",task_force=\"IND\",urgency=\"3\"} ");
            return line == std::string::npos ? std::string("none") : text.substr(text.find("} ", line) + 2, 1);
        };
        const Ticket in_time = co_await call(1);
        const Ticket late = co_await call(2);
        static_cast<void>((co_await desk_->claim(kWorker, {in_time.number, std::nullopt})).value());
        EXPECT_EQ(figure("hotline_sla_due_total") + figure("hotline_sla_breached_total"), "10");
        clock_.advance(3h);
        EXPECT_TRUE(co_await desk_->settle(co_await read(late.number)));
        EXPECT_EQ(figure("hotline_sla_due_total") + figure("hotline_sla_breached_total"), "21");
        static_cast<void>((co_await desk_->claim(kWorker, {late.number, std::nullopt})).value());
        EXPECT_TRUE(co_await desk_->settle(co_await read(in_time.number)));
        EXPECT_EQ(figure("hotline_sla_due_total") + figure("hotline_sla_breached_total"), "21");
    });
}

TEST_P(Settling, AnEngineSleepsUntilTheEarliestAndIsWokenByAnEarlierOne) {
    run([&]() -> Awaitable<void> {
        VirtualClock fast(at("2022-04-18 09:00"), 3600);  // an hour a second: 2 h take two seconds
        TicketStore store(*link_, secrets_, kPartitions, {[this](Instant instant) { alarm_.armed(instant); }});
        Desk desk(store, *queues_, *presence_, fast, metrics_, rulebook_);
        TimerEngine engine(io_, {*timers_, store, desk, fast, metrics_, log_}, alarm_);
        alarm_.on_earlier([&] { boost::asio::post(io_, [&] { engine.wake(); }); });
        bool ended = false;
        spawn([](TimerEngine& running, bool& flag) -> Awaitable<void> {
            co_await running.run();
            flag = true;
        }(engine, ended));
        const Ticket slow = (co_await desk.open(kOperator, complaint("+8613900000001"), "a")).value().ticket;
        auto urgent = complaint("+8613900000002");
        urgent.matter.urgency = 1;  // ack within 1 h
        const Ticket quick = (co_await desk.open(kOperator, std::move(urgent), "b")).value().ticket;
        while ((co_await steps_of(slow.number)).empty()) {
            boost::asio::steady_timer pause(io_, 5ms);
            co_await pause.async_wait(kAwait);
        }
        for (const Ticket* ticket : {&quick, &slow}) {
            const auto history = (co_await store.history(ticket->number)).value();
            const Instant planned = ticket->opened_at + (ticket == &quick ? 1h : 2h);
            EXPECT_GE(history.back().at, planned);
            EXPECT_LT(history.back().at - planned, 15min) << "a quarter of a second of this clock's time";
        }
        engine.stop();
        while (!ended) co_await turn();
    });
}

TEST_P(Settling, AClaimLapsesWhenItsHolderIsGoneAndNotWhileTheHolderIsThere) {
    auto rules = rulebook();
    std::vector<SlaPolicy> policies = rules.policies.all();
    for (SlaPolicy& policy : policies) policy.claim_lease = policy.target(Target::kAck)->within;
    rules.policies = SlaPolicies::make("cfg-1", std::move(policies), {}, "normal").value();
    desk_->use(std::make_shared<const Rulebook>(std::move(rules)));
    run([&]() -> Awaitable<void> {
        Ticket ticket = co_await call();
        ticket = (co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value();
        const auto lapses = (co_await timer_of(ticket.number)).value();
        clock_.set(lapses - 10min);
        co_await presence_->saw(kWorker.id.value, clock_.now());
        clock_.set(lapses);
        EXPECT_EQ((co_await desk_->settle(ticket)).value(), 0);
        EXPECT_EQ(co_await timer_of(ticket.number), lapses - 10min + (lapses - ticket.attended_at));
        clock_.set((co_await timer_of(ticket.number)).value());
        EXPECT_EQ((co_await desk_->settle(ticket)).value(), 1);
        const Ticket free = co_await read(ticket.number);
        EXPECT_EQ(free.state, State::kQueued);
        EXPECT_TRUE(free.holder.empty());
        EXPECT_EQ((co_await store_->history(ticket.number)).value().back().changes.at("lease"), "expired");
    });
}

}  // namespace
}  // namespace hotline
