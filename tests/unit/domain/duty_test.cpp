#include "domain/duty.hpp"

#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using samples::at;
using samples::ymd;

constexpr int kEight = 8 * 60;
constexpr int kTwenty = 20 * 60;

std::vector<PersonId> ids(const std::vector<const char*>& names) {
    std::vector<PersonId> made;
    for (const auto* name : names) made.emplace_back(name);
    return made;
}

DutyRotation taking_turns(const std::vector<const char*>& people, MinuteInterval hours = {kEight, kEight}) {
    return {.people = ids(people), .from = std::chrono::local_days(ymd(2022, 4, 18)), .hours = hours};
}

DutySchedule schedule(std::vector<DutyRotation> rotations, const char* zone = "Asia/Shanghai") {
    return {.covers = TaskForceId("IND"),
            .zone = find_time_zone(zone).value(),
            .rotations = std::move(rotations),
            .overrides = {}};
}

std::string on_duty_at(const DutySchedule& one, Instant instant) {
    std::string names;
    for (const PersonId& id : on_duty({one}, one.covers, instant)) names += (names.empty() ? "" : ",") + id.value;
    return names;
}

TEST(Duty, IsHandedOverAtItsTimeOfDay) {
    const auto duty = schedule({taking_turns({"ann", "bob", "cai"})});
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 07:59")), "") << "before the first turn";
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 08:00")), "ann");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-19 07:59")), "ann");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-19 08:00")), "bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-21 12:00")), "ann");
    EXPECT_EQ(on_duty_at(duty, at("2023-01-01 07:59")), "cai") << "257 turns later, over the new year";
    EXPECT_EQ(on_duty_at(duty, at("2023-01-01 08:00")), "ann");
}

TEST(Duty, LastsForWeeks) {
    auto weekly = taking_turns({"ann", "bob"});
    weekly.days = 7;
    const auto duty = schedule({weekly});
    EXPECT_EQ(on_duty_at(duty, at("2022-04-25 07:59")), "ann");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-25 08:00")), "bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-05-02 08:00")), "ann");
}

TEST(Duty, OfANightBelongsToTheEveningItBegins) {
    auto night = taking_turns({"ann", "bob"}, {kTwenty, kEight});
    night.weekdays = {true, true, true, true, true, false, false};
    const auto duty = schedule({night, taking_turns({"cai"}, {kEight, kTwenty})});
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 12:00")), "cai");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 20:00")), "ann");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-19 07:59")), "ann") << "no change at midnight";
    EXPECT_EQ(on_duty_at(duty, at("2022-04-19 21:00")), "bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-23 03:00")), "ann") << "the night of Friday ends on Saturday";
    EXPECT_EQ(on_duty_at(duty, at("2022-04-23 21:00")), "") << "nobody in the night of Saturday";
}

TEST(Duty, OfSeveralRotationsIsEverybodys) {
    const auto duty = schedule({taking_turns({"ann", "bob"}), taking_turns({"cai", "bob"})});
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 12:00")), "ann,cai");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-19 12:00")), "bob") << "once";
}

TEST(Duty, IsOverridden) {
    auto duty = schedule({taking_turns({"ann"}), taking_turns({"bob"})});
    duty.overrides = {{at("2022-04-18 10:00"), at("2022-04-18 11:00"), PersonId("ann"), PersonId("dai")},
                      {at("2022-04-18 11:00"), at("2022-04-18 12:00"), PersonId("ann"), {}},
                      {at("2022-04-18 12:00"), at("2022-04-18 13:00"), {}, PersonId("eva")},
                      {at("2022-04-01 12:00"), at("2022-04-01 13:00"), {}, PersonId("eva")}};
    ASSERT_TRUE(duty.check());
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 09:59")), "ann,bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 10:00")), "dai,bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 11:00")), "bob") << "nobody stands in";
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 12:00")), "eva");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-18 13:00")), "ann,bob");
    EXPECT_EQ(on_duty_at(duty, at("2022-04-01 12:00")), "eva") << "also where nobody has a turn";
}

TEST(Duty, IsNotGoneBackToWhenAnHourIsRepeated) {
    // In New York 01:00 to 02:00 of 2022-11-06 came twice, first at 05:00Z.
    const auto duty = schedule({taking_turns({"ann", "bob"}, {90, 90})}, "America/New_York");
    const auto before = on_duty_at(duty, samples::utc("2022-11-06T05:29:59"));
    const auto after = on_duty_at(duty, samples::utc("2022-11-06T05:30:00"));
    EXPECT_NE(before, after);
    EXPECT_EQ(on_duty_at(duty, samples::utc("2022-11-06T06:15:00")), after) << "01:15 for the second time";
    EXPECT_EQ(on_duty_at(duty, samples::utc("2022-11-06T06:45:00")), after);
}

TEST(Duty, IsHandedOverWhenItsTimeIsSkipped) {
    // In New York 02:00 to 03:00 of 2023-03-12 was skipped, at 07:00Z.
    const auto duty = schedule({taking_turns({"ann", "bob"}, {150, 150})}, "America/New_York");
    EXPECT_NE(on_duty_at(duty, samples::utc("2023-03-12T06:59:59")),
              on_duty_at(duty, samples::utc("2023-03-12T07:00:00")));
}

TEST(Duty, IsOfWhatItCovers) {
    const auto industry = schedule({taking_turns({"ann"})});
    auto desk = schedule({taking_turns({"bob"})});
    desk.covers = {};
    const std::vector schedules{industry, desk};
    EXPECT_EQ(on_duty(schedules, TaskForceId("IND"), at("2022-04-18 12:00")), ids({"ann"}));
    EXPECT_EQ(on_duty(schedules, TaskForceId{}, at("2022-04-18 12:00")), ids({"bob"}));
    EXPECT_TRUE(on_duty(schedules, TaskForceId("TRA"), at("2022-04-18 12:00")).empty());
}

TEST(Duty, RefusesWhatCannotBeMeant) {
    const auto field = [](const auto& spoil) {
        auto one = schedule({taking_turns({"ann"}), taking_turns({"bob"})});
        spoil(one);
        const auto checked = one.check();
        return checked ? std::string("taken") : checked.error().field;
    };
    const Instant noon = at("2022-04-18 12:00");
    const Instant evening = at("2022-04-18 20:00");
    const PersonId ann("ann");
    const PersonId bob("bob");
    EXPECT_EQ(field([](DutySchedule&) {}), "taken");
    EXPECT_EQ(field([](DutySchedule& one) { one.zone = nullptr; }), "/zone");
    EXPECT_EQ(field([](DutySchedule& one) { one.rotations.clear(); }), "/rotations");
    EXPECT_EQ(field([](DutySchedule& one) { one.rotations[1].people.clear(); }), "/rotations/1/people");
    EXPECT_EQ(field([](DutySchedule& one) { one.rotations[0].days = 0; }), "/rotations/0/every");
    EXPECT_EQ(field([](DutySchedule& one) { one.rotations[0].hours = {1440, 480}; }), "/rotations/0/hours");
    EXPECT_EQ(field([](DutySchedule& one) { one.rotations[0].weekdays.fill(false); }), "/rotations/0/weekdays");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, noon, ann, bob}}; }), "/overrides/0");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, evening, {}, {}}}; }), "/overrides/0");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, evening, ann, ann}}; }), "/overrides/0");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, evening, ann, bob}, {noon, evening, bob, ann}}; }),
              "taken");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, evening, ann, bob}, {noon, evening, ann, {}}}; }),
              "/overrides/1");
    EXPECT_EQ(field([&](DutySchedule& one) { one.overrides = {{noon, evening, ann, bob}, {noon, evening, {}, bob}}; }),
              "/overrides/1");
}

}  // namespace
}  // namespace hotline
