#include "live/interest.hpp"

#include <gtest/gtest.h>

namespace hotline::live {
namespace {

Person somebody(Role role, const std::string& task_force = {}) {
    Person person{PersonId("p1"), "", {role}, {}};
    if (!task_force.empty()) person.task_forces.emplace_back(task_force);
    return person;
}

Described event_of(const std::string& task_force, const std::vector<std::string>& earlier = {}) {
    Described event{TicketNumber(0, 1), TicketStanding{true, State::kQueued, TaskForceId(task_force), {}}, {}, {}, {}};
    for (const std::string& before : earlier) event.earlier.emplace_back(before);
    return event;
}

TEST(Interest, StaffSeeTheirTaskForceAndHearWhatLeavesIt) {
    const Person staff = somebody(Role::kStaff, "IND");
    for (const auto kind : {Interest::kAll, Interest::kMine}) {
        const Interest interest{kind, {}, {}};
        EXPECT_EQ(relation_of(event_of("IND"), interest, staff), Relation::kShown);
        EXPECT_EQ(relation_of(event_of("CON"), interest, staff), Relation::kNone);
        EXPECT_EQ(relation_of(event_of("CON", {"IND"}), interest, staff), Relation::kLeft);
        EXPECT_EQ(relation_of(event_of("IND", {"CON", "IND"}), interest, staff), Relation::kShown);
    }
}

TEST(Interest, DeskSeesAllAndHearsOnlyWhatLeavesWhatItAskedFor) {
    const Person desk = somebody(Role::kDispatcher);
    EXPECT_EQ(relation_of(event_of("CON", {"IND"}), {Interest::kAll, {}, {}}, desk), Relation::kShown);
    const Interest one{Interest::kTaskForce, TaskForceId("IND"), {}};
    EXPECT_EQ(relation_of(event_of("IND"), one, desk), Relation::kShown);
    EXPECT_EQ(relation_of(event_of("CON", {"IND"}), one, desk), Relation::kLeft);
    EXPECT_EQ(relation_of(event_of("CON"), one, desk), Relation::kNone);
    EXPECT_EQ(relation_of(event_of("CON"), {Interest::kMine, {}, {}}, desk), Relation::kNone);
    EXPECT_EQ(relation_of(event_of("CON"), {Interest::kBoard, {}, {}}, desk), Relation::kNone);
}

TEST(Interest, OneTicketIsOnlyThat) {
    const Person desk = somebody(Role::kOperator);
    EXPECT_EQ(relation_of(event_of("IND"), {Interest::kTicket, {}, TicketNumber(0, 1)}, desk), Relation::kShown);
    EXPECT_EQ(relation_of(event_of("IND"), {Interest::kTicket, {}, TicketNumber(0, 2)}, desk), Relation::kNone);
}

TEST(Interest, TokenForATaskForceIsToldOfNoOther) {
    Person manager = somebody(Role::kManager);
    manager.scope.task_forces.emplace_back("IND");
    const Interest all{Interest::kAll, {}, {}};
    EXPECT_TRUE(may_follow(all, manager));
    EXPECT_FALSE(may_follow({Interest::kBoard, {}, {}}, manager));
    EXPECT_FALSE(may_follow({Interest::kTaskForce, TaskForceId("CON"), {}}, manager));
    EXPECT_EQ(relation_of(event_of("IND"), all, manager), Relation::kShown);
    EXPECT_EQ(relation_of(event_of("CON"), all, manager), Relation::kNone);
    EXPECT_EQ(relation_of(event_of("CON", {"IND"}), all, manager), Relation::kLeft);
}

TEST(Interest, IntegrationFollowsNothing) {
    for (const auto kind : {Interest::kAll, Interest::kMine, Interest::kBoard}) {
        EXPECT_FALSE(may_follow({kind, {}, {}}, somebody(Role::kIntegration)));
    }
}

}  // namespace
}  // namespace hotline::live
