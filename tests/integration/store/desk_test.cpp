// Use cases that stand or fall with the store: claiming in a crowd, merging across a crash.
#include "desk/desk.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "desk_fixture.hpp"

namespace hotline {
namespace {

class DeskTest : public DeskStoreTest {
protected:
    static std::vector<Person> crowd(int count) {
        std::vector<Person> people;
        for (int i = 0; i < count; ++i) people.push_back(person("p" + std::to_string(i), {Role::kStaff}, {"IND"}));
        return people;
    }

    static NewTicket from(int caller, Urgency urgency = 3) {
        auto request = complaint_of(caller);
        request.matter.urgency = urgency;
        return request;
    }

    static std::string holder(const Error& error) {
        for (const auto& [name, value] : error.context) {
            if (name == "holder") return value;
        }
        return "";
    }
};

INSTANTIATE_TEST_SUITE_P(On, DeskTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(DeskTest, OfFiftyWhoClaimATicketOneWinsAndTheOthersLearnWho) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call(from(1));
        const auto people = crowd(50);
        std::vector<std::string> winners;
        std::set<std::string> named;
        int lost = 0;
        co_await all_at_once(50, [&](int i) -> Awaitable<void> {
            const auto claimed =
                co_await desk_->claim(people[static_cast<std::size_t>(i)], {ticket.number, std::nullopt});
            if (claimed) {
                winners.push_back(claimed->holder.value);
            } else {
                EXPECT_EQ(claimed.error().code, ErrorCode::kClaimLost) << claimed.error().detail;
                named.insert(holder(claimed.error()));
                ++lost;
            }
        });
        EXPECT_EQ(winners.size(), 1U);
        EXPECT_EQ(lost, 49);
        EXPECT_EQ(named, std::set<std::string>(winners.begin(), winners.end()));
        EXPECT_EQ((co_await store_->history(ticket.number)).value().size(), 2U);
    });
}

TEST_P(DeskTest, ClaimingWhatOneHoldsChangesNothing) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call(from(1));
        const Ticket held = (co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value();
        const Ticket again = (co_await desk_->claim(kWorker, {ticket.number, std::nullopt})).value();
        EXPECT_EQ(TicketText::of(again), TicketText::of(held));
    });
}

TEST_P(DeskTest, ACrowdThatTakesTheNextGetsEachTicketOnce) {
    run([&]() -> Awaitable<void> {
        for (int i = 0; i < 50; ++i) {
            clock_.advance(1s);
            static_cast<void>(co_await call(from(i)));
        }
        const auto people = crowd(60);
        std::map<TicketNumber, std::string> taken;
        int empty = 0;
        co_await all_at_once(60, [&](int i) -> Awaitable<void> {
            const auto next = co_await desk_->claim_next(people[static_cast<std::size_t>(i)], TaskForceId("IND"));
            if (next) {
                EXPECT_TRUE(taken.try_emplace(next->number, next->holder.value).second);
            } else {
                EXPECT_EQ(next.error().code, ErrorCode::kQueueEmpty) << next.error().detail;
                ++empty;
            }
        });
        EXPECT_EQ(taken.size(), 50U);
        EXPECT_EQ(empty, 10);
    });
}

TEST_P(DeskTest, TheNextIsTheOneWithTheLeastOfItsTargetLeft) {
    run([&]() -> Awaitable<void> {
        const Ticket old_question = co_await call(from(1, 3));  // ack within 2 h
        clock_.advance(40min);
        const Ticket urgent = co_await call(from(2, 2));  // ack within 1 h
        clock_.advance(30min);
        const Ticket critical = co_await call(from(3, 1));
        // Left: 50 of 120 minutes, 30 of 60, 60 of 60.
        for (const Ticket* expected : {&old_question, &urgent, &critical}) {
            const Ticket next = (co_await desk_->claim_next(kWorker, TaskForceId("IND"))).value();
            EXPECT_EQ(next.number, expected->number) << next.matter.urgency;
        }
    });
}

TEST_P(DeskTest, OfEquallyPressingOnesTheMostUrgentThenTheOldestIsNext) {
    run([&]() -> Awaitable<void> {
        const Ticket ordinary = co_await call(from(1, 3));
        const Ticket critical = co_await call(from(2, 1));
        const Ticket urgent = co_await call(from(3, 2));
        for (const Ticket* expected : {&critical, &urgent, &ordinary}) {
            EXPECT_EQ((co_await desk_->claim_next(kWorker, TaskForceId("IND"))).value().number, expected->number);
        }
        std::vector<TicketNumber> in_order;
        for (int i = 10; i < 40; ++i) {
            in_order.push_back((co_await call(from(i))).number);
            clock_.advance(1s);
        }
        for (const TicketNumber number : in_order) {
            EXPECT_EQ((co_await desk_->claim_next(kWorker, TaskForceId("IND"))).value().number, number);
        }
    });
}

TEST_P(DeskTest, OnlyMembersTakeTheNextAndAnEmptyQueueSaysSo) {
    run([&]() -> Awaitable<void> {
        const auto code = [](const Result<Ticket>& result) { return result.error().code; };
        EXPECT_EQ(code(co_await desk_->claim_next(kWorker, TaskForceId("IND"))), ErrorCode::kQueueEmpty);
        EXPECT_EQ(code(co_await desk_->claim_next(kTransportWorker, TaskForceId("IND"))), ErrorCode::kForbidden);
        EXPECT_EQ(code(co_await desk_->claim_next(kOperator, TaskForceId("IND"))), ErrorCode::kForbidden);
        EXPECT_EQ(code(co_await desk_->claim_next(kWorker, TaskForceId("XXX"))), ErrorCode::kTaskForceNotFound);
    });
}

TEST_P(DeskTest, LostRacesAreTriedAgainUnlessARevisionWasNamed) {
    run([&]() -> Awaitable<void> {
        const Ticket ticket = co_await call(from(1));
        const Decision urged = [](const Ticket& t, const Act& act) { return Result<Change>(urge(t, "", act)); };
        int done = 0;
        co_await all_at_once(10, [&](int) -> Awaitable<void> {
            if (co_await desk_->change(kOperator, {ticket.number, std::nullopt}, Action::kUrge, urged)) ++done;
        });
        EXPECT_EQ(done, 10);
        EXPECT_EQ((co_await store_->read(ticket.number)).value().urges, 10);
        const auto stale = co_await desk_->change(kOperator, {ticket.number, 1}, Action::kUrge, urged);
        EXPECT_TRUE(!stale && stale.error().code == ErrorCode::kStaleRevision);
        if (!stale) EXPECT_EQ(stale.error().context.front().second, "11");
    });
}

TEST_P(DeskTest, AMergeThatACrashCutInTwoIsCompletedByMergingAgain) {
    run([&]() -> Awaitable<void> {
        const Ticket survivor = co_await call(from(1));
        const Ticket merged = co_await call(from(2));
        const auto first_half = take_over(survivor, merged, by(kOperator)).value().value();
        static_cast<void>(co_await commit(survivor, first_half));

        const auto ended = co_await desk_->merge(kOperator, {merged.number, std::nullopt}, survivor.number);
        EXPECT_TRUE(ended) << (ended ? "" : ended.error().detail);
        if (!ended) co_return;
        EXPECT_EQ(ended->state, State::kCancelled);
        EXPECT_EQ(ended->merged_into, survivor.number);
        const Ticket whole = (co_await store_->read(survivor.number)).value();
        EXPECT_EQ(whole.further_callers.size(), 1U);
        EXPECT_EQ(whole.revision, 2) << "the first half is not done again";
    });
}

TEST_P(DeskTest, NoCallerIsForgottenWhenMergesCrossEachOther) {
    run([&]() -> Awaitable<void> {
        for (int round = 0; round < 20; ++round) {
            const Ticket top = co_await call(from(round * 10));
            const Ticket middle = co_await call(from(round * 10 + 1));
            const Ticket bottom = co_await call(from(round * 10 + 2));
            co_await all_at_once(2, [&](int i) -> Awaitable<void> {
                const auto& [what, into] = i == round % 2 ? std::pair(&middle, &top) : std::pair(&bottom, &middle);
                const auto done = co_await desk_->merge(kOperator, {what->number, std::nullopt}, into->number);
                EXPECT_TRUE(done || done.error().code == ErrorCode::kMergeConflict) << done.error().detail;
            });
            const Ticket passed_on = (co_await store_->read(middle.number)).value();
            if (passed_on.state != State::kCancelled) continue;
            const Ticket survivor = (co_await store_->read(top.number)).value();
            EXPECT_EQ(survivor.further_callers.size(), 1 + passed_on.further_callers.size());
        }
    });
}

TEST_P(DeskTest, TheSameKeyWithAnotherRequestIsRefused) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await desk_->open(kOperator, from(1), "key"));
        const auto same = co_await desk_->open(kOperator, from(1), "key");
        EXPECT_TRUE(same && !same->created);
        auto other = from(1);
        other.request_fingerprint = "another";
        const auto refused = co_await desk_->open(kOperator, other, "key");
        EXPECT_TRUE(!refused && refused.error().code == ErrorCode::kIdempotencyKeyReused);
    });
}

}  // namespace
}  // namespace hotline
