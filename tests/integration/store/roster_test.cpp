// People and tokens in Redis: what the log adds up to, and that no change is lost among many.
#include "desk/roster.hpp"

#include <gmock/gmock.h>

#include "base/random_token.hpp"
#include "desk/administration.hpp"
#include "store_fixture.hpp"

namespace hotline {
namespace {

Account account(const std::string& id, std::vector<Role> roles = {Role::kStaff}) {
    return {{PersonId(id), id, std::move(roles), {TaskForceId("IND"), TaskForceId("TRA")}}, false};
}

class RosterTest : public StoreTest {
protected:
    void SetUp() override {
        StoreTest::SetUp();
        log_.emplace(*link_);
        administration_.emplace(*log_, [this] { return newest(); }, clock_);
    }

    Awaitable<Result<std::shared_ptr<const Roster>>> newest() {
        const auto entries = co_await log_->after(0);
        if (!entries) co_return std::unexpected(entries.error());
        co_return std::make_shared<const Roster>(Roster().with(*entries));
    }
    Awaitable<std::shared_ptr<const Roster>> roster() { co_return (co_await newest()).value(); }

    std::optional<RosterLog> log_;
    SystemClock clock_;
    std::optional<Administration> administration_;
    const Person admin_ = person("adm1", {Role::kAdmin});
};

INSTANTIATE_TEST_SUITE_P(On, RosterTest, ::testing::Values(Mode::kPlain, Mode::kCluster), mode_name);

TEST_P(RosterTest, NothingIsLostAmongManyChangesAtOnce) {
    run([&]() -> Awaitable<void> {
        constexpr int kPeople = 40;
        co_await all_at_once(kPeople, [&](int i) -> Awaitable<void> {
            EXPECT_TRUE(co_await administration_->add(admin_, account("p" + std::to_string(i))));
        });
        const auto all = co_await roster();
        EXPECT_EQ(all->accounts().size(), std::size_t{kPeople});
        EXPECT_EQ(all->revision(), kPeople);
    });
}

TEST_P(RosterTest, OfTwoChangesOnTheSameRevisionOneIsTaken) {
    run([&]() -> Awaitable<void> {
        const auto added = (co_await administration_->add(admin_, account("ind1"))).value();
        int taken = 0;
        int stale = 0;
        co_await all_at_once(2, [&](int i) -> Awaitable<void> {
            const auto changed = co_await administration_->change(admin_, PersonId("ind1"), added.revision,
                                                                  {.name = "name " + std::to_string(i)});
            if (changed) ++taken;
            if (!changed && changed.error().code == ErrorCode::kStaleRevision) ++stale;
        });
        EXPECT_EQ(taken, 1);
        EXPECT_EQ(stale, 1);
    });
}

TEST_P(RosterTest, OfTwoNodesThatStartOnNothingOneMakesTheAdministrator) {
    run([&]() -> Awaitable<void> {
        int made = 0;
        co_await all_at_once(5, [&](int) -> Awaitable<void> {
            if ((co_await add_first_admin(*log_, PersonId("admin"), now_)).value()) ++made;
        });
        EXPECT_EQ(made, 1);
        EXPECT_TRUE((co_await roster())->find("admin")->is(Role::kAdmin));
    });
}

TEST_P(RosterTest, AnEntryIsReadAsItWasWritten) {
    run([&]() -> Awaitable<void> {
        auto someone = account("ind1", {Role::kStaff, Role::kLead});
        someone.person.name = "李 \"某\"\n";
        someone.disabled = true;
        const ApiToken token{
            "t1", "车队", PersonId("ind1"), std::string(64, 'a'), {{"open", "note"}, {TaskForceId("IND")}},
            now_, false};
        EXPECT_TRUE((co_await log_->append({1, someone, PersonId("adm1"), now_})).value());
        EXPECT_TRUE((co_await log_->append({2, token, PersonId("adm1"), now_})).value());
        const auto entries = (co_await log_->after(0)).value();
        const auto& read = std::get<Account>(entries.at(0).changed);
        EXPECT_EQ(read.person.name, someone.person.name);
        EXPECT_EQ(read.person.roles, someone.person.roles);
        EXPECT_EQ(read.person.task_forces, someone.person.task_forces);
        EXPECT_TRUE(read.disabled);
        const auto& kept = std::get<ApiToken>(entries.at(1).changed);
        EXPECT_EQ(kept.scope, token.scope);
        EXPECT_EQ(kept.expires_at, token.expires_at);
        EXPECT_EQ(kept.sha256, token.sha256);
        EXPECT_EQ(entries.at(1).by.value, "adm1");
    });
}

TEST_P(RosterTest, AnEntryThatIsNoneIsAnErrorAndNotNobody) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(
            co_await link_->call(Command("XADD").arg(keys::roster()).arg("1-0").arg("person").arg("{\"id\":5}")));
        const auto entries = co_await log_->after(0);
        EXPECT_FALSE(entries.has_value());
        if (!entries) EXPECT_EQ(entries.error().code, ErrorCode::kInternal);
    });
}

TEST_P(RosterTest, ATokenIsItsOwnersAndNoMoreThanItWasMadeFor) {
    run([&]() -> Awaitable<void> {
        EXPECT_TRUE(co_await administration_->add(admin_, account("ind1")));
        const auto issued = (co_await administration_->issue_token(
                                 admin_, {PersonId("ind1"), "t", {{"note"}, {TaskForceId("TRA")}}, {}}))
                                .value();
        auto all = co_await roster();
        const auto* const bearer = all->find_by_token(issued.secret);
        EXPECT_NE(bearer, nullptr);
        if (bearer == nullptr) co_return;
        EXPECT_EQ(bearer->person.id.value, "ind1");
        EXPECT_EQ(bearer->person.task_forces, std::vector{TaskForceId("TRA")});
        EXPECT_EQ(all->find_by_token(issued.secret + "x"), nullptr);
        EXPECT_EQ(all->find_by_token(issued.token.sha256), nullptr);
        EXPECT_TRUE(co_await administration_->change(admin_, PersonId("ind1"), {}, {.disabled = true}));
        all = co_await roster();
        EXPECT_EQ(all->find_by_token(issued.secret), nullptr) << "its owner has left";
        EXPECT_TRUE(co_await administration_->change(admin_, PersonId("ind1"), {}, {.disabled = false}));
        EXPECT_TRUE(co_await administration_->revoke_token(admin_, issued.token.id));
        all = co_await roster();
        EXPECT_EQ(all->find_by_token(issued.secret), nullptr);
    });
}

}  // namespace
}  // namespace hotline
