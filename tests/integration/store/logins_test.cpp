// Log-in against a real Redis: who is held up by wrong passwords, and who is not.
#include "desk/logins.hpp"

#include "store_fixture.hpp"

namespace hotline {
namespace {

class LoginsTest : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        credentials_.emplace(*link_);
        sessions_.emplace(*link_);
        tries_.emplace(*link_);
        logins_.emplace(Logins::Stores{*credentials_, *sessions_, *tries_}, hasher_, hash_, clock_);
        const Account account{person("ind1", {Role::kStaff}), false};
        roster_ = Roster().with({{1, account, PersonId("adm1"), now_}});
    }

    Awaitable<std::string> log_in(std::string password, std::string address, std::string who = "ind1") {
        const auto started =
            co_await logins_->log_in(roster_, {std::move(who), std::move(password), {}, std::move(address), "test"});
        co_return started ? "in" : std::string(problem_of(started.error().code).code);
    }
    Awaitable<void> set_password() {
        const auto once = (co_await logins_->reset_password(PersonId("ind1"))).value();
        const auto started = co_await logins_->log_in(roster_, {"ind1", once, kPassword, "10.0.0.1", "test"});
        EXPECT_TRUE(started.has_value());
    }

    static constexpr const char* kPassword = "staple of a blue horse";
    SystemClock clock_;
    PasswordHasher hasher_{2};
    std::optional<Credentials> credentials_;
    std::optional<Sessions> sessions_;
    std::optional<FailedTries> tries_;
    std::optional<Logins> logins_;
    Roster roster_;
};

INSTANTIATE_TEST_SUITE_P(On, LoginsTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(LoginsTest, GuessesFromEverywhereDoNotLockOutWhoeverHasLoggedInFromHereBefore) {
    run([&]() -> Awaitable<void> {
        co_await set_password();
        int refused = 0;
        for (int i = 0; i < Logins::kTriesAtAccountFromNewAddresses + 3; ++i) {
            if (co_await log_in("a wrong password", "192.0.2." + std::to_string(i)) == "too_many_tries") ++refused;
        }
        EXPECT_EQ(refused, 3);
        EXPECT_EQ(co_await log_in(kPassword, "198.51.100.7"), "too_many_tries") << "from a new address";
        EXPECT_EQ(co_await log_in(kPassword, "10.0.0.1"), "in") << "from the usual one";
    });
}

TEST_P(LoginsTest, ManyGuessesAtOnceAreCountedBeforeAnyIsAnswered) {
    run([&]() -> Awaitable<void> {
        co_await set_password();
        int tried = 0;
        co_await all_at_once(12, [&](int) -> Awaitable<void> {
            if (co_await log_in("a wrong password", "192.0.2.1") == "bad_credentials") ++tried;
        });
        EXPECT_EQ(tried, Logins::kTriesAtAccountFromAddress);
    });
}

TEST_P(LoginsTest, WhoeverGetsItRightMayErrAgain) {
    run([&]() -> Awaitable<void> {
        co_await set_password();
        for (int round = 0; round < 3; ++round) {
            for (int i = 1; i < Logins::kTriesAtAccountFromAddress; ++i) {
                EXPECT_EQ(co_await log_in("a wrong password", "10.0.0.1"), "bad_credentials");
            }
            EXPECT_EQ(co_await log_in(kPassword, "10.0.0.1"), "in");
        }
    });
}

TEST_P(LoginsTest, CountersAreForgottenAndNameNobody) {
    run([&]() -> Awaitable<void> {
        EXPECT_EQ(co_await log_in("a wrong password", "192.0.2.55", "nobody"), "bad_credentials");
        const auto all = (co_await link_->call(Command("KEYS").arg("hl:tries:*"))).value();
        EXPECT_EQ(all.elements.size(), 3U);
        for (const auto& key : all.elements) {
            EXPECT_FALSE(key.text.contains("192.0.2.55") || key.text.contains("nobody")) << key.text;
            const auto left = (co_await link_->call(Command("PTTL").arg(key.text))).value().integer;
            EXPECT_GT(left, 0);
            EXPECT_LE(left, std::chrono::milliseconds(Logins::kTriesWindow).count());
        }
    });
}

TEST_P(LoginsTest, TooManyAtOnceAreTurnedAwayAndNotCountedAsRight) {
    run([&]() -> Awaitable<void> {
        co_await set_password();
        int busy = 0;
        int in = 0;
        co_await all_at_once(PasswordHasher::kMostWaiting + 8, [&](int i) -> Awaitable<void> {
            const auto answer = co_await log_in(kPassword, "10.0.1." + std::to_string(i));
            if (answer == "too_busy") ++busy;
            if (answer == "in") ++in;
        });
        EXPECT_GT(busy, 0);
        EXPECT_GT(in, 0);
    });
}

}  // namespace
}  // namespace hotline
