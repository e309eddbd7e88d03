#include <gtest/gtest.h>

#include <functional>

#include "calendar_samples.hpp"
#include "domain/calendar.hpp"

namespace hotline {
namespace {

using namespace samples;

struct Fault {
    std::string what;
    std::string field;
    std::function<void(CalendarSpec&)> make;
};

TEST(CalendarSpec, FaultsAreRefusedWithTheirPlace) {
    const std::vector<Fault> faults{
        {"no id", "/id", [](auto& spec) { spec.id.clear(); }},
        {"unknown zone", "/zone", [](auto& spec) { spec.zone = "Asia/Changchun"; }},
        {"empty zone", "/zone", [](auto& spec) { spec.zone.clear(); }},
        {"no hours", "/week", [](auto& spec) { spec.week = {}; }},
        {"before midnight", "/week/0/0", [](auto& spec) { spec.week[0] = {{-1, 60}}; }},
        {"after 24:00", "/week/6/1", [](auto& spec) { spec.week[6] = {{0, 60}, {1380, 1441}}; }},
        {"empty interval", "/week/1/0", [](auto& spec) { spec.week[1] = {{60, 60}}; }},
        {"backwards", "/week/1/0", [](auto& spec) { spec.week[1] = {{120, 60}}; }},
        {"overlap", "/week/2/1", [](auto& spec) { spec.week[2] = {{60, 120}, {119, 180}}; }},
        {"not in order", "/week/2/1", [](auto& spec) { spec.week[2] = {{600, 720}, {60, 120}}; }},
        {"make-up day", "/make_up_day/0", [](auto& spec) { spec.make_up_day = {{{60, 0}}}; }},
        {"make-up day without hours", "/make_up_day", [](auto& spec) { spec.week[0].clear(); }},
        {"24x7 with hours", "/week", [](auto& spec) { spec.always = true; }},
        {"24x7 with holidays", "/holidays", [](auto& spec) { spec.always = true, spec.week = {}; }},
    };
    for (const auto& fault : faults) {
        SCOPED_TRACE(fault.what);
        auto spec = office_spec();
        fault.make(spec);
        const auto made = Calendar::make(spec);
        ASSERT_FALSE(made.has_value());
        EXPECT_EQ(made.error().code, ErrorCode::kBadConfiguration);
        EXPECT_EQ(made.error().field, fault.field);
        EXPECT_FALSE(made.error().detail.empty());
    }
}

TEST(CalendarSpec, IntervalsMayTouchAndFillTheDay) {
    auto spec = campaign_spec();
    spec.week.fill({{0, 720}, {720, 1440}});
    const auto always = calendar(spec);
    EXPECT_EQ(always.add(at("2022-04-29 11:00"), working_hours(48)).due, at("2022-05-01 11:00"));
    EXPECT_EQ(always.id(), "campaign");
    EXPECT_EQ(always.version(), "1");
}

TEST(CalendarSpec, MondayNeedsNoHoursWhereMakeUpDaysHaveTheirOwn) {
    auto spec = office_spec();
    spec.week[0].clear();
    spec.make_up_day = kOfficeDay;
    EXPECT_TRUE(Calendar::make(spec).has_value());
}

TEST(CalendarSpec, CountsAreFoundByName) {
    for (const auto name : kCountNames) EXPECT_EQ(to_string(parse_count(name).value()), name);
    EXPECT_FALSE(parse_count("hours").has_value());
}

TEST(CalendarSpec, LimitsLieBetweenOneAndTenYears) {
    EXPECT_TRUE(working_days(1).valid());
    EXPECT_TRUE(working_days(3660).valid());
    EXPECT_FALSE(working_days(0).valid());
    EXPECT_FALSE(working_days(3661).valid());
    EXPECT_TRUE(clock_hours(24 * 3660).valid());
    EXPECT_FALSE(clock_hours(24 * 3661).valid());
    EXPECT_FALSE(clock_hours(-1).valid());
}

TEST(HolidayTable, ADateOfTwoNoticesFollowsTheLaterYear) {
    HolidayTable table;
    ASSERT_TRUE(table.add(2026, {{ymd(2025, 12, 31), SpecialDay::kOff}}));
    ASSERT_TRUE(table.add(2025, {{ymd(2025, 12, 31), SpecialDay::kMakeUp}, {ymd(2025, 1, 1), SpecialDay::kOff}}));
    EXPECT_EQ(table.find(std::chrono::local_days{ymd(2025, 12, 31)}), SpecialDay::kOff);
    EXPECT_EQ(table.find(std::chrono::local_days{ymd(2025, 1, 1)}), SpecialDay::kOff);
    EXPECT_FALSE(table.find(std::chrono::local_days{ymd(2025, 1, 2)}).has_value());
}

TEST(HolidayTable, OnlyItsOwnNoticeMakesAYearKnown) {
    HolidayTable table;
    ASSERT_TRUE(table.add(2026, {{ymd(2025, 12, 31), SpecialDay::kOff}}));
    EXPECT_TRUE(table.knows(2026));
    EXPECT_FALSE(table.knows(2025));
}

TEST(HolidayTable, FaultsAreRefusedAndChangeNothing) {
    HolidayTable table;
    ASSERT_TRUE(table.add(2022, {}));
    EXPECT_EQ(table.add(2022, {}).error().field, "/year");
    const Holiday good{ymd(2023, 1, 1), SpecialDay::kOff};
    EXPECT_EQ(table.add(2023, {good, good}).error().field, "/days/1");
    EXPECT_EQ(table.add(2023, {good, {ymd(2023, 2, 29), SpecialDay::kOff}}).error().field, "/days/1");
    EXPECT_EQ(table.add(2023, {{ymd(2032, 1, 1), SpecialDay::kOff}}).error().field, "/days/0");
    EXPECT_FALSE(table.knows(2023));
    EXPECT_FALSE(table.find(std::chrono::local_days{ymd(2023, 1, 1)}).has_value());
}

}  // namespace
}  // namespace hotline
