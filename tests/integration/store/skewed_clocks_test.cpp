// Nodes whose clocks differ: a ticket's facts stand in order all the same, and a node whose clock is far off fires
// nothing.
#include <algorithm>

#include "desk/desk.hpp"
#include "engine/timer_engine.hpp"
#include "store/timers.hpp"
#include "store_fixture.hpp"

namespace hotline {
namespace {

/// Of a machine whose own clock is off by `skew`.
class SkewedClock final : public Clock {
public:
    SkewedClock(const VirtualClock& right, std::chrono::milliseconds skew, double speed)
        : right_(right), skew_(skew), speed_(speed) {}
    [[nodiscard]] Instant now() const override {
        return right_.now() +
               std::chrono::floor<std::chrono::milliseconds>(std::chrono::duration<double, std::milli>(skew_) * speed_);
    }
    [[nodiscard]] Instant in_world(Instant shown) const override { return right_.in_world(shown); }

private:
    const VirtualClock& right_;
    std::chrono::milliseconds skew_;
    double speed_;
};

class SkewedClocks : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        ahead_.emplace(*store_, *queues_, *presence_, clock_ahead_, metrics_, rulebook_);
        behind_.emplace(*store_, *queues_, *presence_, clock_behind_, metrics_, rulebook_);
        timers_.emplace(*link_, kPartitions);
    }

    void advance(std::chrono::milliseconds by) {
        clock_ahead_.advance(by);
        clock_behind_.advance(by);
    }

    Awaitable<Ticket> call(Desk& desk, const std::string& key = "call") {
        co_return (co_await desk.open(kOperator, complaint(), key)).value().ticket;
    }

    Awaitable<std::vector<TicketEvent>> history(TicketNumber number) {
        co_return (co_await store_->history(number)).value();
    }

    Awaitable<void> expect_order(TicketNumber number, std::size_t events) {
        const auto told = co_await history(number);
        EXPECT_EQ(told.size(), events);
        EXPECT_TRUE(std::ranges::is_sorted(told, {}, &TicketEvent::at));
        const Ticket ticket = (co_await store_->read(number)).value();
        EXPECT_EQ(ticket.changed_at, told.back().at);
        for (const SlaClock& clock : ticket.clocks) {
            EXPECT_TRUE(std::ranges::is_sorted(clock.facts, {}, &ClockFact::at)) << to_string(clock.target);
        }
        for (const LedgerEntry& entry : ticket.ledger) EXPECT_GE(entry.milliseconds, 0) << entry.task_force.value;
    }

    ManualClock clock_ahead_{at("2022-04-18 09:00") + 3s};
    ManualClock clock_behind_{at("2022-04-18 09:00")};
    telemetry::Metrics metrics_{"test", "test"};
    std::shared_ptr<const Rulebook> rulebook_ = std::make_shared<const Rulebook>(rulebook());
    std::optional<Desk> ahead_;
    std::optional<Desk> behind_;
    std::optional<Timers> timers_;
};

INSTANTIATE_TEST_SUITE_P(On, SkewedClocks, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(SkewedClocks, NoActIsBeforeTheLastChangeOfItsTicket) {
    run([&]() -> Awaitable<void> {
        const TicketRef ticket{(co_await call(*ahead_)).number, std::nullopt};
        const Decision waits = [](const Ticket& t, const Act& act) { return wait(t, {"parts", {}, ""}, act); };
        const Decision goes_on = [](const Ticket& t, const Act& act) { return Result<Change>(resume(t, "", act)); };
        EXPECT_TRUE(co_await behind_->claim(kWorker, ticket));
        EXPECT_TRUE(co_await ahead_->change(kWorker, ticket, Action::kWait, waits));
        EXPECT_TRUE(co_await behind_->change(kWorker, ticket, Action::kResume, goes_on));
        advance(1s);
        EXPECT_TRUE(co_await behind_->change(kWorker, ticket, Action::kWait, waits));
        co_await expect_order(ticket.number, 5);
        for (const TicketEvent& event : co_await history(ticket.number)) {
            EXPECT_EQ(event.at, at("2022-04-18 09:00") + 3s) << "what the first node's clock showed";
        }
        advance(10s);
        EXPECT_TRUE(co_await behind_->change(kWorker, ticket, Action::kResume, goes_on));
        EXPECT_EQ((co_await history(ticket.number)).back().at, clock_behind_.now());
    });
}

TEST_P(SkewedClocks, WhoTakesTheNextTakesItAfterItWasOpened) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call(*ahead_);
        EXPECT_TRUE(co_await behind_->claim_next(kWorker, TaskForceId("IND")));
        co_await expect_order(ticket.number, 2);
    });
}

TEST_P(SkewedClocks, MergingIsAfterWhatHappenedToEither) {
    run([&]() -> Awaitable<void> {
        const Ticket survivor = co_await call(*ahead_, "first");
        const Ticket merged = co_await call(*ahead_, "second");
        EXPECT_TRUE(co_await behind_->merge(kOperator, {merged.number, std::nullopt}, survivor.number));
        for (const Ticket* ticket : {&survivor, &merged}) co_await expect_order(ticket->number, 2);
    });
}

TEST_P(SkewedClocks, AStepFiresByTheClockOfItsNodeAndStandsAfterTheLastChange) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call(*behind_);
        const Instant planned = ticket.opened_at + 2h;
        advance(2h - 1s);
        const Decision noted = [](const Ticket& t, const Act& act) { return Result<Change>(add_note(t, "?", act)); };
        EXPECT_TRUE(co_await ahead_->change(kOperator, {ticket.number, std::nullopt}, Action::kNote, noted));
        EXPECT_EQ((co_await behind_->settle((co_await store_->read(ticket.number)).value())).value(), 0);
        advance(1s);
        EXPECT_EQ((co_await behind_->settle((co_await store_->read(ticket.number)).value())).value(), 1);
        const TicketEvent step = (co_await history(ticket.number)).back();
        EXPECT_EQ(step.action, Action::kEscalate);
        EXPECT_EQ(step.at, planned + 2s) << "of the note before it";
        EXPECT_EQ(clock_behind_.now(), planned);
        co_await expect_order(ticket.number, 3);
    });
}

TEST_P(SkewedClocks, ANodeThatIsMoreThanASecondOffFiresNothingAndSaysSoOnce) {
    run([&]() -> Awaitable<void> {
        constexpr double kSpeed = 3600;
        VirtualClock right(at("2022-04-18 09:00"), kSpeed);
        const SkewedClock wrong(right, 3s, kSpeed);
        const SkewedClock nearly(right, 400ms, kSpeed);
        std::string lines;
        telemetry::Log log(right, telemetry::LogLevel::kError, [&](std::string_view text) { lines += text; });
        Desk desk(*store_, *queues_, *presence_, right, metrics_, rulebook_);
        const Ticket ticket = co_await call(desk);
        const auto live = [&](const Clock& clock, std::chrono::milliseconds how_long) -> Awaitable<void> {
            Alarm alarm;
            Desk its_desk(*store_, *queues_, *presence_, clock, metrics_, rulebook_);
            TimerEngine engine(io_, {*timers_, *store_, its_desk, clock, metrics_, log}, alarm);
            bool ended = false;
            spawn([](TimerEngine& running, bool& flag) -> Awaitable<void> {
                co_await running.run();
                flag = true;
            }(engine, ended));
            boost::asio::steady_timer pause(io_, how_long);
            co_await pause.async_wait(kAwait);
            engine.stop();
            while (!ended) co_await turn();
        };
        // By its own clock it is past the two hours at once.
        co_await live(wrong, 2500ms);
        EXPECT_EQ((co_await history(ticket.number)).size(), 1U);
        const std::string exposition = metrics_.exposition();
        const auto gauge = exposition.find("\nhotline_clock_offset_seconds ");
        EXPECT_NEAR(std::stod(exposition.substr(exposition.find(' ', gauge + 1))), 3, 0.5);
        log.flush();
        EXPECT_EQ(std::ranges::count(lines, '\n'), 1) << lines;
        EXPECT_NE(lines.find("clock_differs_from_redis"), std::string::npos) << lines;
        co_await live(nearly, 500ms);
        EXPECT_EQ((co_await history(ticket.number)).size(), 2U);
    });
}

}  // namespace
}  // namespace hotline
