// The synthetic call, with a store under it: one of all nodes calls, and what a dead one left is finished.
#include "engine/canary.hpp"

#include "desk_fixture.hpp"
#include "domain/answering.hpp"
#include "domain/canary.hpp"
#include "domain/escalation.hpp"

namespace hotline {
namespace {

class CanaryCall : public DeskStoreTest {
protected:
    void SetUp() override {
        DeskStoreTest::SetUp();
        canary_.emplace(io_, Canary::Parts{*desk_, *store_, *queues_, clock_, clock_, metrics_, log_}, 60s);
    }

    /// As a node that dies after `stages` of a call.
    Awaitable<Ticket> left_after(int stages) {
        NewTicket request;
        request.channel = kCanaryChannel;
        request.matter.title = request.matter.text = "left";
        Ticket ticket =
            (co_await desk_->open(canary_operator(), request, "left-" + std::to_string(stages))).value().ticket;
        if (stages > 0) ticket = (co_await desk_->claim(canary_staff(), {ticket.number, std::nullopt})).value();
        if (stages > 1) {
            ResolveRequest answer;
            answer.justified = answer.solved = true;
            answer.internal_account = answer.public_answer = "x";
            const Decision decide = [answer](const Ticket& t, const Act& act) { return resolve(t, answer, act); };
            ticket = (co_await desk_->change(canary_staff(), {ticket.number, std::nullopt}, Action::kResolve, decide))
                         .value();
        }
        co_return ticket;
    }

    Awaitable<State> state_of(TicketNumber number) { co_return (co_await store_->read(number)).value().state; }

    Awaitable<std::ptrdiff_t> tickets() {
        co_return std::ssize((co_await link_->call(Command("KEYS").arg("hl:*:t:*"))).value().elements);
    }

    [[nodiscard]] double figure(const std::string& line) const {
        const auto text = metrics_.exposition();
        const auto at = text.find("\n" + line + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + line.size() + 2));
    }

    telemetry::Log log_{clock_, telemetry::LogLevel::kError};
    std::optional<Canary> canary_;
};

INSTANTIATE_TEST_SUITE_P(On, CanaryCall, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(CanaryCall, GoesTheWholeWayAndSaysWhen) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await canary_->cycle());
        const auto now = std::chrono::duration<double>(clock_.now().time_since_epoch()).count();
        for (const auto stage : telemetry::Metrics::kCanaryStages) {
            EXPECT_EQ(figure(R"(hotline_canary_stage_timestamp_seconds{stage=")" + std::string(stage) + "\"}"), now)
                << stage;
        }
    });
}

TEST_P(CanaryCall, OfTwoNodesOneCallsInAPeriod) {
    run([&]() -> Awaitable<void> {
        Canary other(io_, {*desk_, *store_, *queues_, clock_, clock_, metrics_, log_}, 60s);
        EXPECT_TRUE(co_await canary_->cycle());
        EXPECT_TRUE(co_await other.cycle());
        EXPECT_EQ(co_await tickets(), 1);
        clock_.advance(60s);
        EXPECT_TRUE(co_await other.cycle());
        EXPECT_TRUE(co_await canary_->cycle());
        EXPECT_EQ(co_await tickets(), 2);
    });
}

TEST_P(CanaryCall, FinishesWhatWasLeftAndLetsAloneWhatIsUnderWay) {
    run([&]() -> Awaitable<void> {
        std::vector<TicketNumber> left;
        for (const int stages : {0, 1, 2}) left.push_back((co_await left_after(stages)).number);
        clock_.advance(29s);
        EXPECT_TRUE(co_await canary_->cycle());
        EXPECT_EQ(co_await state_of(left[0]), State::kQueued);
        EXPECT_EQ(co_await state_of(left[1]), State::kInProgress);
        EXPECT_EQ(co_await state_of(left[2]), State::kResolved);
        clock_.advance(60s);
        EXPECT_TRUE(co_await canary_->cycle());
        for (const TicketNumber& number : left) EXPECT_EQ(co_await state_of(number), State::kClosed);
    });
}

TEST_P(CanaryCall, OneThatIsLeftClimbsNoLadder) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await left_after(0);
        EXPECT_EQ(next_wake(ticket, *rulebook_), std::nullopt);
        clock_.advance(1000h);
        EXPECT_EQ((co_await desk_->settle(ticket)).value(), 0);
        EXPECT_EQ(co_await state_of(ticket.number), State::kQueued);
    });
}

}  // namespace
}  // namespace hotline
