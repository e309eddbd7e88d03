// Pages, heads and depths of queues that are spread over the partitions.
#include "store/queues.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <set>
#include <tuple>

#include "store_fixture.hpp"

namespace hotline {
namespace {

const TaskForceId kIndustry("IND");
const TaskForceId kTransport("TRA");
const std::vector<Urgency> kLevels{1, 2, 3, 4};

class QueuesTest : public StoreTest {
protected:
    struct Place {
        TaskForceId task_force = kIndustry;
        Urgency urgency = 3;
        long long opened_at = 0;
        int partition = 0;
        long long serial = 0;
        /// Most urgent, then longest waiting; at one instant by partition, then as Redis orders members.
        [[nodiscard]] auto order() const { return std::tuple(urgency, opened_at, partition, std::to_string(serial)); }
    };

    Awaitable<void> put(std::vector<Place> places) {
        std::vector<Command> commands;
        for (const Place& place : places) {
            const auto key = keys::queue(place.partition, place.task_force, State::kQueued, place.urgency);
            commands.push_back(Command("ZADD").arg(key).arg(place.opened_at).arg(place.serial));
        }
        for (const auto& reply : co_await link_->call_all(std::move(commands)))
            EXPECT_TRUE(reply && reply->integer == 1);
    }

    static std::vector<Place> sorted(std::vector<Place> places) {
        std::ranges::sort(places, {}, &Place::order);
        return places;
    }

    static bool is_at(const QueuePosition& position, const Place& place) {
        return position.urgency == place.urgency && position.number == TicketNumber(place.partition, place.serial) &&
               position.opened_at == Instant(std::chrono::milliseconds(place.opened_at));
    }

    /// All pages one after the other; `between` runs after each.
    Awaitable<std::vector<QueuePosition>> walk(std::vector<TaskForceId> task_forces, std::size_t size,
                                               std::function<Awaitable<void>()> between = nullptr) {
        std::vector<QueuePosition> seen;
        std::optional<QueuePosition> after;
        for (bool more = true; more;) {
            const auto page = (co_await queues_->page(task_forces, State::kQueued, kLevels, after, size)).value();
            EXPECT_TRUE(page.entries.size() == size || !page.more) << "only the last page is short";
            seen.insert(seen.end(), page.entries.begin(), page.entries.end());
            more = page.more;
            EXPECT_TRUE(!more || !page.entries.empty());
            if (!page.entries.empty()) after = page.entries.back();
            if (between) co_await between();
        }
        co_return seen;
    }

    std::vector<Place> random_places(int count, long long instants) {
        const auto below = [&](long long n) { return std::uniform_int_distribution<long long>{0, n - 1}(random_); };
        std::vector<Place> places;
        for (int i = 1; i <= count; ++i) {
            places.push_back({below(2) == 0 ? kIndustry : kTransport, static_cast<Urgency>(1 + below(4)),
                              1'650'245'400'000 + below(instants), static_cast<int>(below(kPartitions)), i});
        }
        return places;
    }

    std::mt19937_64 random_{20220418};
};

INSTANTIATE_TEST_SUITE_P(On, QueuesTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(QueuesTest, PagesOfEverySizeShowEveryTicketOnceAndInOrder) {
    run([&]() -> Awaitable<void> {
        const auto places = random_places(300, 100);
        co_await put(places);
        const auto expected = sorted(places);
        for (std::size_t size = 1; size <= 50; ++size) {
            const auto seen = co_await walk({kIndustry, kTransport}, size);
            EXPECT_TRUE(std::ranges::equal(seen, expected, &is_at)) << "pages of " << size;
        }
    });
}

TEST_P(QueuesTest, ThousandsArePaged) {
    run([&]() -> Awaitable<void> {
        const auto places = random_places(6000, 1'000'000);
        co_await put(places);
        const auto seen = co_await walk({kIndustry, kTransport}, 50);
        EXPECT_TRUE(std::ranges::equal(seen, sorted(places), &is_at));
    });
}

TEST_P(QueuesTest, TicketsOpenedAtOneInstantAreEachShownOnce) {
    run([&]() -> Awaitable<void> {
        std::vector<Place> places = random_places(1500, 1);
        for (Place& place : places) place.urgency = 3;
        for (std::size_t i = 0; i < 700; ++i) places[i].partition = 5;
        co_await put(places);
        for (const std::size_t size : {7U, 50U}) {
            EXPECT_TRUE(std::ranges::equal(co_await walk({kIndustry, kTransport}, size), sorted(places), &is_at));
        }
    });
}

TEST_P(QueuesTest, OneFullPartitionIsPagedLikeMany) {
    run([&]() -> Awaitable<void> {
        std::vector<Place> places = random_places(500, 400);
        for (Place& place : places) place.partition = 2;
        co_await put(places);
        EXPECT_TRUE(std::ranges::equal(co_await walk({kIndustry, kTransport}, 50), sorted(places), &is_at));
    });
}

TEST_P(QueuesTest, WhatStaysIsShownHoweverMuchIsTakenBetweenPages) {
    run([&]() -> Awaitable<void> {
        auto places = random_places(800, 300);
        co_await put(places);
        auto left = sorted(places);
        std::set<TicketNumber> taken;
        const auto seen = co_await walk({kIndustry, kTransport}, 20, [&]() -> Awaitable<void> {
            for (int i = 0; i < 10 && !left.empty(); ++i) {
                const auto at = std::uniform_int_distribution<std::size_t>{0, left.size() - 1}(random_);
                const Place place = left[at];
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
                taken.insert(TicketNumber(place.partition, place.serial));
                const auto key = keys::queue(place.partition, place.task_force, State::kQueued, place.urgency);
                static_cast<void>(co_await link_->call(Command("ZREM").arg(key).arg(place.serial)));
            }
        });
        std::vector<TicketNumber> stayed;
        for (const auto& position : seen) {
            if (!taken.contains(position.number)) stayed.push_back(position.number);
        }
        std::vector<TicketNumber> expected;
        for (const Place& place : left) expected.emplace_back(place.partition, place.serial);
        EXPECT_EQ(stayed, expected);
    });
}

TEST_P(QueuesTest, WhatStaysIsShownWhileOthersAreTakenFromTheSamePage) {
    run([&]() -> Awaitable<void> {
        std::vector<Place> places;
        for (int i = 0; i < 200; ++i) places.push_back({kIndustry, 3, 1'650'245'400'000 + i, 4, 1000 + i});
        co_await put(places);
        // The front of the queue is claimed one by one while the page is put together block by block.
        bool reading = true;
        bool finished = false;
        std::set<TicketNumber> taken;
        const auto take = [&]() -> Awaitable<void> {
            const auto key = keys::queue(4, kIndustry, State::kQueued, 3);
            long long serial = 1000;
            while (reading) {
                taken.insert(TicketNumber(4, serial));
                static_cast<void>(co_await link_->call(Command("ZREM").arg(key).arg(serial++)));
            }
            finished = true;
        };
        spawn(take());
        const auto page = (co_await queues_->page({kIndustry}, State::kQueued, kLevels, std::nullopt, 50)).value();
        reading = false;
        while (!finished) co_await turn();
        EXPECT_FALSE(taken.empty());
        std::set<TicketNumber> shown;
        for (const auto& position : page.entries) EXPECT_TRUE(shown.insert(position.number).second);
        for (long long serial = 1000; serial <= page.entries.back().number.serial(); ++serial) {
            const TicketNumber number(4, serial);
            EXPECT_TRUE(shown.contains(number) || taken.contains(number)) << serial << " was passed over";
        }
    });
}

TEST_P(QueuesTest, AnEmptyQueueIsAnEmptyPage) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE((co_await walk({kIndustry}, 10)).empty());
        EXPECT_TRUE((co_await walk({}, 10)).empty());
        EXPECT_TRUE((co_await queues_->heads(kIndustry, kLevels, 3)).value().empty());
    });
}

TEST_P(QueuesTest, ThereIsMoreOnlyIfSomethingFollows) {
    run([&]() -> Awaitable<void> {
        co_await put({{kIndustry, 3, 1, 0, 1}, {kIndustry, 3, 2, 1, 1}, {kIndustry, 4, 1, 2, 1}});
        const auto two = (co_await queues_->page({kIndustry}, State::kQueued, kLevels, std::nullopt, 2)).value();
        EXPECT_TRUE(two.more);
        const auto three = (co_await queues_->page({kIndustry}, State::kQueued, kLevels, std::nullopt, 3)).value();
        EXPECT_FALSE(three.more);
        EXPECT_EQ(three.entries.size(), 3U);
        const auto some = (co_await queues_->page({kIndustry}, State::kQueued, {4}, std::nullopt, 3)).value();
        EXPECT_EQ(some.entries.size(), 1U) << "only the urgencies asked for";
    });
}

TEST_P(QueuesTest, WhatAPersonHoldsIsPagedLongestWaitingFirst) {
    run([&]() -> Awaitable<void> {
        std::vector<std::pair<Instant, TicketNumber>> expected;
        for (int i = 0; i < 25; ++i) {
            now_ += std::chrono::minutes(1);
            Ticket ticket = co_await open(complaint("+86139" + std::to_string(10'000'000 + i)));
            ticket = co_await commit(ticket, claim(ticket, by(i % 5 == 0 ? kColleague : kWorker)));
            if (ticket.holder == kWorker.id) expected.emplace_back(ticket.opened_at, ticket.number);
        }
        std::vector<std::pair<Instant, TicketNumber>> seen;
        std::optional<QueuePosition> after;
        for (bool more = true; more;) {
            const auto page =
                (co_await queues_->page(TicketList{TicketList::kAssigned, kWorker.id.value}, after, 7)).value();
            for (const auto& entry : page.entries) seen.emplace_back(entry.opened_at, entry.number);
            more = page.more;
            after = page.entries.back();
        }
        EXPECT_EQ(seen, expected);
    });
}

TEST_P(QueuesTest, HeadsAreTheFirstOfEachPartitionAndUrgency) {
    run([&]() -> Awaitable<void> {
        const auto places = random_places(400, 1000);
        co_await put(places);
        std::vector<Place> expected;
        for (const Place& place : sorted(places)) {
            const auto same_line = [&](const Place& other) {
                return other.urgency == place.urgency && other.partition == place.partition;
            };
            if (place.task_force == kIndustry && std::ranges::count_if(expected, same_line) < 3)
                expected.push_back(place);
        }
        EXPECT_TRUE(std::ranges::equal((co_await queues_->heads(kIndustry, kLevels, 3)).value(), expected, &is_at));
    });
}

TEST_P(QueuesTest, DepthsCountWhatLiesWhereAndSinceWhen) {
    run([&]() -> Awaitable<void> {
        co_await put({{kIndustry, 3, 500, 0, 1}, {kIndustry, 3, 400, 7, 1}, {kIndustry, 1, 900, 3, 1}});
        const auto depths =
            (co_await queues_->depths({kIndustry, kTransport}, {State::kQueued, State::kWaiting}, {1, 3})).value();
        std::string text;
        for (const QueueDepth& depth : depths) {
            text += depth.task_force.value + " " + std::string(to_string(depth.state)) + " " +
                    std::to_string(depth.urgency) + ": " + std::to_string(depth.tickets);
            if (depth.oldest) text += " since " + std::to_string(depth.oldest->time_since_epoch().count());
            text += "\n";
        }
        EXPECT_EQ(text,
                  "IND queued 1: 1 since 900\nIND queued 3: 2 since 400\nIND waiting 1: 0\nIND waiting 3: 0\n"
                  "TRA queued 1: 0\nTRA queued 3: 0\nTRA waiting 1: 0\nTRA waiting 3: 0\n");
    });
}

}  // namespace
}  // namespace hotline
