// The outbox in Redis: planned once, told in its order, taken by one at a time, folded whole, dead letters.
#include "store/outbox.hpp"

#include "store_fixture.hpp"

namespace hotline {
namespace {

class OutboxStore : public StoreTest {
protected:
    using Keys = std::vector<std::string>;

    void SetUp() override {
        StoreTest::SetUp();
        outbox_.emplace(*link_);
    }

    static Delivery message(long long ticket, Revision revision, const std::string& recipient = "ind1") {
        Delivery made;
        made.about = {TicketNumber(1, ticket), revision, TaskForceId("IND")};
        made.about.level = "red";
        made.about.generation = 1;
        made.notice = Notice::kEscalation;
        made.channel = "mail";
        made.recipient = PersonId(recipient);
        made.key = delivery_key(made.about, made.recipient, made.channel);
        return made;
    }
    Awaitable<void> plan(std::vector<Delivery> deliveries) {
        for (Delivery& one : deliveries) one.not_before = std::max(one.not_before, now_);
        const std::string next = std::to_string(++planned_) + "-0";
        EXPECT_EQ((co_await outbox_->plan(1, cursor_, next, std::move(deliveries))).value(), next);
        cursor_ = next;
    }
    Awaitable<std::vector<DueDelivery>> due(std::chrono::milliseconds later = 0ms) {
        std::vector<std::string> unreadable;
        auto found = (co_await outbox_->due("mail", now_ + later, 100, unreadable)).value();
        EXPECT_EQ(unreadable, Keys{});
        co_return found;
    }
    Awaitable<Keys> due_keys(std::chrono::milliseconds later = 0ms) {
        Keys keys;
        for (const DueDelivery& one : co_await due(later)) keys.push_back(one.delivery.key);
        co_return keys;
    }
    Awaitable<std::vector<TakenDelivery>> take(std::chrono::milliseconds later = 0ms) {
        co_return (co_await outbox_->take("mail", co_await due(later), now_ + later + 60s)).value();
    }

    std::optional<Outbox> outbox_;
    std::string cursor_;
    int planned_ = 0;
};

INSTANTIATE_TEST_SUITE_P(On, OutboxStore, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(OutboxStore, OfTwoWhoPlanTheSameEventsOneDoesNothing) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ((co_await outbox_->plan(1, "", "5-0", {message(1, 1)})).value(), "5-0");
        EXPECT_EQ((co_await outbox_->plan(1, "", "7-0", {message(1, 1), message(2, 1)})).value(), "5-0");
        EXPECT_EQ((co_await outbox_->cursors(3)).value(), (Keys{"", "5-0", ""}));
        EXPECT_EQ((co_await due()).size(), 1U);
    });
}

TEST_P(OutboxStore, KeepsWhatAMessageSays) {
    run([&]() -> Awaitable<void> {
        Delivery said = message(1, 4);
        said.about.by = PersonId("op1");
        said.about.at = now_;
        said.about.item = 2;
        said.event = R"({"a":"claim"})";
        said.attempts = 3;
        said.failures = {{now_, "HTTP 500"}};
        said.folded = {message(2, 1).about};
        co_await plan({said});
        const Delivery read = (co_await due()).at(0).delivery;
        EXPECT_EQ(read.key, said.key);
        EXPECT_EQ(read.about.by, said.about.by);
        EXPECT_EQ(read.about.at, now_);
        EXPECT_EQ(read.about.item, 2);
        EXPECT_EQ(read.about.level, "red");
        EXPECT_EQ(read.event, said.event);
        EXPECT_EQ(read.attempts, 3);
        EXPECT_EQ(read.failures.at(0).reason, "HTTP 500");
        EXPECT_EQ(read.folded.at(0).number, TicketNumber(1, 2));
    });
}

TEST_P(OutboxStore, OneTicketsMessagesToOneRecipientAreToldInTheirOrder) {
    run([&]() -> Awaitable<void> {
        co_await plan({message(1, 1), message(1, 2), message(2, 1), message(1, 1, "ind2")});
        EXPECT_EQ(co_await due_keys(), (Keys{message(1, 1).key, message(1, 1, "ind2").key, message(2, 1).key}));
        auto taken = co_await take();
        EXPECT_TRUE((co_await outbox_->retry(taken.at(0), now_ + 5s)).value());
        EXPECT_EQ(co_await due_keys(5s), Keys{message(1, 1).key})
            << "what is to be tried again holds up its own lane only";
        taken = co_await take(5s);
        EXPECT_TRUE((co_await outbox_->end(taken.at(0), "delivered", now_)).value());
        EXPECT_EQ(co_await due_keys(5s), Keys{message(1, 2).key});
    });
}

TEST_P(OutboxStore, WhatWasTakenIsNobodyElsesUntilItsTimeIsOver) {
    run([&]() -> Awaitable<void> {
        co_await plan({message(1, 1)});
        const auto seen_by_both = co_await due();
        const auto first = (co_await outbox_->take("mail", seen_by_both, now_ + 60s)).value();
        EXPECT_EQ(first.size(), 1U);
        EXPECT_TRUE((co_await outbox_->take("mail", seen_by_both, now_ + 60s)).value().empty());
        EXPECT_TRUE((co_await due(59s)).empty());
        const auto second = co_await take(60s);
        EXPECT_EQ(second.size(), 1U) << "whoever took it has died";
        EXPECT_FALSE((co_await outbox_->end(first.at(0), "delivered", now_)).value()) << "too late";
        EXPECT_TRUE((co_await outbox_->end(second.at(0), "delivered", now_)).value());
        EXPECT_EQ((co_await outbox_->ended(10)).value().at(0).outcome, "delivered");
    });
}

TEST_P(OutboxStore, OneMessageStandsForManyOrNothingChanges) {
    run([&]() -> Awaitable<void> {
        co_await plan({message(1, 1), message(2, 1), message(3, 1), message(3, 2)});
        const auto group = co_await due();
        EXPECT_EQ(group.size(), 3U);
        Delivery one = group.at(0).delivery;
        one.key += "+folded";
        one.notice = Notice::kFolded;
        for (const DueDelivery& each : group) one.folded.push_back(each.delivery.about);
        auto stale = group;
        stale.back().due_ms -= 1;
        EXPECT_FALSE((co_await outbox_->fold(one, stale, now_ + 60s, now_)).value());
        EXPECT_EQ((co_await due()).size(), 3U);
        const auto taken = (co_await outbox_->fold(one, group, now_ + 60s, now_)).value();
        EXPECT_EQ(co_await due_keys(), Keys{message(3, 2).key}) << "the lanes go on";
        EXPECT_EQ((co_await outbox_->ended(10)).value().at(0).outcome, "folded: into " + one.key);
        EXPECT_EQ((co_await take(60s)).at(1).delivery.folded.size(), 3U) << "whoever folded them has died";
        EXPECT_FALSE((co_await outbox_->end(taken.value(), "delivered", now_)).value());
    });
}

TEST_P(OutboxStore, DeadLettersAreRetriedOrDiscardedOnce) {
    run([&]() -> Awaitable<void> {
        co_await plan({message(1, 1), message(1, 2)});
        auto taken = co_await take();
        taken.at(0).delivery.failures.push_back({now_, "HTTP 400"});
        EXPECT_TRUE((co_await outbox_->bury(taken.at(0), now_)).value());
        EXPECT_EQ(co_await due_keys(), Keys{message(1, 2).key}) << "it holds up nothing";
        const auto letters = (co_await outbox_->dead_letters(10)).value();
        EXPECT_EQ(letters.at(0).delivery.failures.at(0).reason, "HTTP 400");
        EXPECT_EQ((co_await outbox_->figures()).value().at(0).dead, 1);
        const std::string key = letters.at(0).delivery.key;
        EXPECT_EQ((co_await outbox_->dead_letter("none")).error().code, ErrorCode::kDeadLetterNotFound);
        const Delivery letter = (co_await outbox_->dead_letter(key)).value().delivery;
        EXPECT_TRUE((co_await outbox_->revive(letter, now_)).value());
        EXPECT_FALSE((co_await outbox_->revive(letter, now_)).value());
        EXPECT_FALSE((co_await outbox_->discard(letter, "discarded", now_)).value());
        taken = co_await take();
        EXPECT_TRUE((co_await outbox_->end(taken.at(0), "delivered", now_)).value());
        EXPECT_EQ(co_await due_keys(), Keys{key});
    });
}

TEST_P(OutboxStore, WhatIsDueLaterIsNotDueYet) {
    run([&]() -> Awaitable<void> {
        Delivery later = message(1, 1);
        later.not_before = now_ + 10min;
        co_await plan({later, message(2, 1)});
        EXPECT_EQ(co_await due_keys(), Keys{message(2, 1).key});
        EXPECT_EQ((co_await due_keys(10min)).size(), 2U);
    });
}

TEST_P(OutboxStore, AFoldWindowClosesByItself) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ((co_await outbox_->fold_window("g")).value().singles, 0);
        EXPECT_TRUE((co_await outbox_->count_singles("g", 2, 50ms)).has_value());
        EXPECT_TRUE((co_await outbox_->count_singles("g", 1, 60s)).has_value());
        const auto window = (co_await outbox_->fold_window("g")).value();
        EXPECT_EQ(window.singles, 3);
        EXPECT_LE(window.left, 50ms);
        co_await link_->call(Command("BLPOP").arg("never").arg("0.06"));
        EXPECT_EQ((co_await outbox_->fold_window("g")).value().singles, 0);
    });
}

}  // namespace
}  // namespace hotline
