// Runs coroutines on a store with a Redis of one's own.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "domain/answering.hpp"
#include "domain/dispatching.hpp"
#include "domain/following.hpp"
#include "domain/holding.hpp"
#include "store/function_library.hpp"
#include "store/keys.hpp"
#include "store/presence.hpp"
#include "store/queues.hpp"
#include "store/ticket_store.hpp"
#include "support/redis_server.hpp"
#include "unit/domain/sample_rules.hpp"
#include "unit/store/ticket_text.hpp"

namespace hotline {

using namespace samples;
using namespace std::chrono_literals;
using redis::Command;
using redis::LinkPool;
using test::RedisServer;
using test::TicketText;

/// Runs coroutines against one Redis.
class StoreRig : public ::testing::Test {
protected:
    static constexpr int kPartitions = 8;
    static constexpr auto kLimit = 60s;

    void connect_to(const RedisServer& server) {
        redis::LinkSettings settings;
        settings.endpoint.unix_path = server.unix_path();
        settings.backoff_min = 1ms;
        settings.backoff_max = 20ms;
        settings.handshake.push_back(load_functions());
        link_.emplace(io_.get_executor(), settings, observer_, 1);
        store_.emplace(*link_, secrets_, kPartitions);
        queues_.emplace(*link_, kPartitions);
        presence_.emplace(*link_);
        link_->start();
    }

    /// Runs `body` on the loop to its end, once the link is up, and stops the link.
    void run(std::function<Awaitable<void>()> body, std::chrono::seconds limit = kLimit) {
        bool done = false;
        spawn([](StoreRig* rig, std::function<Awaitable<void>()> work, bool* finished) -> Awaitable<void> {
            EXPECT_TRUE(co_await rig->link_->until_connected(10s));
            co_await work();
            co_await rig->link_->stop();
            *finished = true;
        }(this, std::move(body), &done));
        io_.run_for(limit);
        ASSERT_TRUE(done) << "not finished within the limit";
    }

    /// In the background of run(). What it throws fails the test.
    void spawn(Awaitable<void> task) {
        boost::asio::co_spawn(io_, std::move(task), [](const std::exception_ptr& error) {
            if (error) std::rethrow_exception(error);
        });
    }

    /// Lets everything else that is ready go first.
    Awaitable<void> turn() { co_await boost::asio::post(io_, boost::asio::use_awaitable); }

    /// Starts `count` of them at once and waits for all.
    Awaitable<void> all_at_once(int count, std::function<Awaitable<void>(int)> one) {
        int left = count;
        for (int i = 0; i < count; ++i) {
            spawn([](std::function<Awaitable<void>(int)> work, int index, int* running) -> Awaitable<void> {
                co_await work(index);
                --*running;
            }(one, i, &left));
        }
        while (left > 0) co_await turn();
    }

    [[nodiscard]] Act by(const Person& person) const { return {rules_, person, now_}; }

    Result<Change> draft(NewTicket request) { return open_ticket(std::move(request), by(kOperator)); }

    Awaitable<Ticket> open(NewTicket request = complaint(), std::string key = {}) {
        if (key.empty()) key = "key-" + std::to_string(++keys_);
        auto opened = co_await store_->open(draft(std::move(request)).value(), std::move(key), std::nullopt);
        co_return opened.value().ticket;
    }

    /// `before` as it is after `change`, which must go through.
    Awaitable<Ticket> commit(Ticket before, Result<Change> change) {
        auto committed = co_await store_->commit(std::move(before), std::move(change).value(), std::nullopt);
        EXPECT_TRUE(committed && committed->applied);
        co_return committed.value().ticket;
    }

    /// Every queue and personal list that holds the ticket.
    Awaitable<std::vector<std::string>> lists_of(TicketNumber number) {
        std::vector<std::string> lists;
        const std::string tag = keys::events(number.partition()).substr(0, 7);
        const auto keys = co_await link_->call(Command("KEYS").arg(tag + ":[qapv]:*"));
        for (const auto& key : keys.value().elements) {
            const auto score = co_await link_->call(Command("ZSCORE").arg(key.text).arg(number.serial()));
            if (!score.value().is_nil()) lists.push_back(key.text.substr(tag.size() + 1));
        }
        std::ranges::sort(lists);
        co_return lists;
    }

    boost::asio::io_context io_{1};
    redis::LinkObserver observer_;
    Secrets secrets_ = Secrets::from_text(std::string(64, '7')).value();
    const KeyedHash& hash_ = secrets_.hash;
    std::optional<LinkPool> link_;
    std::optional<TicketStore> store_;
    std::optional<Queues> queues_;
    std::optional<Presence> presence_;
    Rulebook rules_ = rulebook();
    Instant now_ = at("2022-04-18 09:00");

private:
    int keys_ = 0;
};

}  // namespace hotline
