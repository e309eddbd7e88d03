// Ten thousand callers over a link that is cut again and again.
#include <random>
#include <set>

#include "link_fixture.hpp"

namespace hotline::redis {
namespace {

constexpr int kCallers = 10'000;
constexpr std::size_t kLongestLife = 12'000;  // bytes until a connection is cut

struct Tally {
    long long answered = 0;
    long long unknown = 0;
    long long unavailable = 0;
    long long busy = 0;
    long long wrong = 0;  // somebody else's reply
    std::set<long long> counts;

    void add_failure(const Error& error) {
        switch (error.code) {
            case ErrorCode::kOutcomeUnknown: ++unknown; break;
            case ErrorCode::kStoreUnavailable: ++unavailable; break;
            case ErrorCode::kTooBusy: ++busy; break;
            default: ++wrong;
        }
    }
    [[nodiscard]] long long ended() const { return answered + unknown + unavailable + busy; }
};

class LinkChaos : public LinkTest {
protected:
    Awaitable<bool> count(Link& link) {
        const auto reply = co_await link.call(Command("INCR").arg("count"));
        if (!reply) {
            counts_.add_failure(reply.error());
            co_return false;
        }
        if (reply->is_integer() && counts_.counts.insert(reply->integer).second) {
            ++counts_.answered;
        } else {
            ++counts_.wrong;
        }
        co_return true;
    }

    Awaitable<void> echo_twice(Link& link, std::string token) {
        const auto replies =
            co_await link.call_all({Command("ECHO").arg(token + "a"), Command("ECHO").arg(token + "b")});
        for (std::size_t i = 0; i < replies.size(); ++i) {
            if (!replies[i]) {
                echoes_.add_failure(replies[i].error());
            } else if (replies[i]->text == token + (i == 0 ? "a" : "b")) {
                ++echoes_.answered;
            } else {
                ++echoes_.wrong;
            }
        }
    }

    // Until it has been answered once. One in eight asks, every other time, whether or not there is a link.
    Awaitable<void> caller(Link& link, int number, Countdown& all) {
        for (int attempt = 0, answered = 0; answered == 0; ++attempt) {
            if (number % 8 != 0 || attempt % 2 == 1) co_await link.until_connected(30s);
            if (co_await count(link)) answered = 1;
            co_await echo_twice(link, std::to_string(number) + "/" + std::to_string(attempt));
        }
        all.arrive();
    }

    Tally counts_;
    Tally echoes_;
};

TEST_F(LinkChaos, EachCallEndsOnceAndNothingIsMistaken) {
    const RedisServer server;
    TcpGate gate(server.unix_path());
    gate.cut_randomly(1, kLongestLife);
    auto settings = settings_for(gate);
    settings.max_pending = 2 * kCallers;
    auto& link = make_link(settings);
    run([&]() -> Awaitable<void> {
        Countdown all(io_, kCallers);
        for (int number = 0; number < kCallers; ++number) spawn(caller(link, number, all));
        co_await all.wait();
    });
    EXPECT_EQ(counts_.answered, kCallers);
    EXPECT_EQ(2 * counts_.ended(), echoes_.ended());
    EXPECT_EQ(counts_.wrong + echoes_.wrong, 0);
    EXPECT_EQ(observer_.calls["INCR"], counts_.ended());
    EXPECT_EQ(observer_.calls["ECHO"], echoes_.ended());

    const auto applied = std::stoll("0" + server.ask({"GET", "count"}));
    EXPECT_GE(applied, counts_.answered);
    EXPECT_LE(applied, counts_.answered + counts_.unknown) << "a call that was never sent has been done";

    EXPECT_GT(counts_.unknown, 0);
    EXPECT_GT(counts_.unavailable, 0);
    EXPECT_GT(gate.cuts(), 5U);
    EXPECT_LT(link.counters().writes, static_cast<std::uint64_t>(counts_.ended() / 20));
    std::printf("INCR: %lld answered, %lld unknown, %lld unavailable, %lld applied; %zu cuts, %llu writes\n",
                counts_.answered, counts_.unknown, counts_.unavailable, applied, gate.cuts(),
                static_cast<unsigned long long>(link.counters().writes));
}

}  // namespace
}  // namespace hotline::redis
