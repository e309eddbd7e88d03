// verify finds what is damaged and says nothing of what is sound; rebuild restores every index, twice does nothing.
#include <algorithm>

#include "ctl/data_check.hpp"
#include "desk/desk.hpp"
#include "desk_fixture.hpp"

namespace hotline {
namespace {

class Rebuilding : public DeskStoreTest {
protected:
    /// Tickets in several states, of callers who called twice, and of nobody.
    Awaitable<void> fill() {
        const Decision end = [](const Ticket& ticket, const Act& act) {
            return cancel(ticket, {"withdrawn", ""}, act);
        };
        for (int i = 0; i < 40; ++i) {
            auto request = complaint(i % 7 == 0 ? "" : "+86139" + std::to_string(10'000'000 + i / 2));
            const auto opened = co_await desk_->open(kOperator, std::move(request), "call-" + std::to_string(i));
            const TicketRef ticket{opened.value().ticket.number, std::nullopt};
            if (i % 3 == 0) static_cast<void>(co_await desk_->claim(kWorker, ticket));
            if (i % 5 == 0) static_cast<void>(co_await desk_->change(kDispatcher, ticket, Action::kCancel, end));
            clock_.advance(1s);
        }
    }

    Awaitable<void> call_and_claim(bool& done) {
        for (int i = 0; i < 60; ++i) {
            auto request = complaint_of(i / 2);
            const auto opened = co_await desk_->open(kOperator, std::move(request), "more-" + std::to_string(i));
            static_cast<void>(co_await desk_->claim(kWorker, {opened.value().ticket.number, std::nullopt}));
        }
        done = true;
    }

    Awaitable<ctl::Report> check(Filing filing) {
        ctl::DataCheck check(*link_, secrets_, kPartitions, rulebook_, filing);
        co_return (co_await check.run()).value();
    }

    Awaitable<std::vector<std::string>> keys_like(std::string pattern) {
        std::vector<std::string> names;
        const auto reply = co_await link_->call(Command("KEYS").arg(pattern));
        for (const auto& key : reply.value().elements) names.push_back(key.text);
        std::ranges::sort(names);
        co_return names;
    }

    Awaitable<std::string> content_of(std::string key, bool hash) {
        const auto reply = hash ? co_await link_->call(Command("HGETALL").arg(key))
                                : co_await link_->call(Command("ZRANGE").arg(key).arg(0LL).arg(-1LL).arg("WITHSCORES"));
        std::vector<std::string> pairs;
        const auto& elements = reply.value().elements;
        for (std::size_t i = 0; i + 1 < elements.size(); i += 2) {
            pairs.push_back(to_hex(elements[i].text) + "=" + elements[i + 1].text);
        }
        std::ranges::sort(pairs);
        std::string text;
        for (const std::string& pair : pairs) text += " " + pair;
        co_return text;
    }

    /// Every index with what it holds.
    Awaitable<std::vector<std::string>> indexes() {
        std::vector<std::string> lines;
        for (const std::string pattern : {"hl:*:q:*", "hl:*:a:*", "hl:*:timers", "hl:*:callers:*", "hl:*:idem:*"}) {
            const bool hash = pattern.contains("callers") || pattern.contains("idem");
            for (const std::string& key : co_await keys_like(pattern)) {
                lines.push_back(key + co_await content_of(key, hash));
            }
        }
        co_return lines;
    }

    static std::vector<std::string> kinds(const ctl::Report& report) {
        std::vector<std::string> found;
        for (const ctl::Line& line : report.lines) found.push_back(line.kind);
        std::ranges::sort(found);
        return found;
    }
};

INSTANTIATE_TEST_SUITE_P(On, Rebuilding, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(Rebuilding, EveryIndexThatWasDeletedIsWhatItWas) {
    run([&]() -> Awaitable<void> {
        co_await fill();
        EXPECT_TRUE((co_await check(Filing::kCheck)).lines.empty());
        const auto before = co_await indexes();
        EXPECT_GT(before.size(), 40U);
        for (const std::string& line : before) {
            static_cast<void>(co_await link_->call(Command("DEL").arg(line.substr(0, line.find(' ')))));
        }
        EXPECT_TRUE((co_await indexes()).empty());
        EXPECT_FALSE((co_await check(Filing::kCheck)).lines.empty());
        EXPECT_TRUE((co_await indexes()).empty()) << "a check changes nothing";
        EXPECT_GT((co_await check(Filing::kRepair)).counts.at("repaired"), 100);
        EXPECT_EQ(co_await indexes(), before);
        EXPECT_TRUE((co_await check(Filing::kCheck)).lines.empty());
        EXPECT_EQ((co_await check(Filing::kRepair)).counts.at("repaired"), 0);
    });
}

TEST_P(Rebuilding, WhatPointsNowhereIsRemoved) {
    run([&]() -> Awaitable<void> {
        co_await fill();
        const auto before = co_await indexes();
        const std::string field(16, 'x');
        for (const std::string& key : {keys::callers(0, field), keys::idempotency(0, field)}) {
            static_cast<void>(co_await link_->call(Command("HSET").arg(key).arg(field).arg("1")));
        }
        EXPECT_EQ(kinds(co_await check(Filing::kCheck)), (std::vector<std::string>{"callers", "idempotency"}));
        EXPECT_EQ((co_await check(Filing::kRepair)).counts.at("repaired"), 2);
        EXPECT_EQ(co_await indexes(), before);
    });
}

TEST_P(Rebuilding, VerifySeesEventsThatAreGoneOrChanged) {
    run([&]() -> Awaitable<void> {
        const Ticket lost = co_await open();
        const Ticket other = co_await open(complaint("+8613900000009"));
        const auto stream = keys::events(lost.number.partition());
        const auto entries = co_await link_->call(Command("XRANGE").arg(stream).arg("-").arg("+"));
        const std::string id = entries.value().elements.front().elements.at(0).text;
        static_cast<void>(co_await link_->call(Command("XDEL").arg(stream).arg(id)));
        static_cast<void>(co_await link_->call(Command("RPOP").arg(keys::ticket(other.number))));
        const auto found = co_await check(Filing::kCheck);
        EXPECT_EQ(std::ranges::count(kinds(found), "events"), 3) << ctl::to_text(found);
    });
}

TEST_P(Rebuilding, GoesOnWhileTicketsAreOpenedAndChanged) {
    run([&]() -> Awaitable<void> {
        co_await fill();
        for (const std::string& key : co_await keys_like("hl:*:callers:*")) {
            static_cast<void>(co_await link_->call(Command("DEL").arg(key)));
        }
        bool done = false;
        spawn(call_and_claim(done));
        while (!done) static_cast<void>(co_await check(Filing::kRepair));
        static_cast<void>(co_await check(Filing::kRepair));
        const auto found = co_await check(Filing::kCheck);
        EXPECT_TRUE(found.lines.empty()) << ctl::to_text(found);
    });
}

}  // namespace
}  // namespace hotline
