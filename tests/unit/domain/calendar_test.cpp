#include "domain/calendar.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using namespace samples;
using namespace std::chrono_literals;

class OfficeCalendar : public testing::Test {
protected:
    [[nodiscard]] std::string due(const std::string& start, Limit limit) const {
        return show(office.add(at(start), limit).due);
    }
    Calendar office = calendar(office_spec());
};

struct Row {
    std::string accepted;
    std::vector<std::string> due;  // for 1, 2, 3, 5, 7, 10, 15 working days
};

// DOMAIN §4.3.
const std::vector<Row> kRows{
    {"2022-04-01", {"2022-04-02", "2022-04-06", "2022-04-07", "2022-04-11", "2022-04-13", "2022-04-18", "2022-04-24"}},
    {"2022-04-02", {"2022-04-06", "2022-04-07", "2022-04-08", "2022-04-12", "2022-04-14", "2022-04-19", "2022-04-25"}},
    {"2022-04-03", {"2022-04-06", "2022-04-07", "2022-04-08", "2022-04-12", "2022-04-14", "2022-04-19", "2022-04-25"}},
    {"2022-04-17", {"2022-04-18", "2022-04-19", "2022-04-20", "2022-04-22", "2022-04-25", "2022-04-28", "2022-05-09"}},
    {"2022-04-22", {"2022-04-24", "2022-04-25", "2022-04-26", "2022-04-28", "2022-05-05", "2022-05-09", "2022-05-16"}},
    {"2022-04-28", {"2022-04-29", "2022-05-05", "2022-05-06", "2022-05-09", "2022-05-11", "2022-05-16", "2022-05-23"}},
    {"2022-04-29", {"2022-05-05", "2022-05-06", "2022-05-07", "2022-05-10", "2022-05-12", "2022-05-17", "2022-05-24"}},
    {"2022-09-30", {"2022-10-08", "2022-10-09", "2022-10-10", "2022-10-12", "2022-10-14", "2022-10-19", "2022-10-26"}},
    {"2026-02-13", {"2026-02-14", "2026-02-24", "2026-02-25", "2026-02-27", "2026-03-02", "2026-03-05", "2026-03-12"}},
    {"2026-09-18", {"2026-09-20", "2026-09-21", "2026-09-22", "2026-09-24", "2026-09-29", "2026-10-09", "2026-10-15"}},
};

TEST_F(OfficeCalendar, WorkingDaysEndAtTheCloseOfBusinessOfTheLastOne) {
    const std::vector<long long> amounts{1, 2, 3, 5, 7, 10, 15};
    for (const auto& row : kRows) {
        for (std::size_t i = 0; i < amounts.size(); ++i) {
            for (const auto* time : {" 00:00", " 10:00", " 17:00", " 23:59"}) {
                SCOPED_TRACE(row.accepted + time + " + " + std::to_string(amounts[i]));
                const auto found = office.add(at(row.accepted + time), working_days(amounts[i]));
                EXPECT_EQ(show(found.due), row.due[i] + " 17:00");
                EXPECT_FALSE(found.provisional);
            }
        }
    }
}

TEST_F(OfficeCalendar, DaysCountedThroughAYearWithoutNoticeAreProvisional) {
    const auto start = at("2026-12-29 10:00");
    EXPECT_EQ(office.add(start, working_days(1)), (DueInstant{at("2026-12-30 17:00"), false}));
    EXPECT_EQ(office.add(start, working_days(2)), (DueInstant{at("2026-12-31 17:00"), false}));
    EXPECT_TRUE(office.add(start, working_days(3)).provisional);
    EXPECT_TRUE(office.add(start, working_days(5)).provisional);
    EXPECT_EQ(office.add(at("2025-12-31 10:00"), working_days(1)), (DueInstant{at("2026-01-04 17:00"), false}))
        << "day 0 is not counted, so nothing rests on its year";
    EXPECT_FALSE(office.add(at("2026-12-31 15:00"), working_hours(2)).provisional);
    EXPECT_TRUE(office.add(at("2026-12-31 15:00"), working_hours(3)).provisional);
    EXPECT_TRUE(office.add(at("2024-06-03 10:00"), natural_days(3)).provisional);
    EXPECT_FALSE(office.add(at("2025-12-29 10:00"), natural_days(7)).provisional) << "only the last day is looked at";
}

TEST_F(OfficeCalendar, WorkingHoursRunInsideTheIntervalsOnly) {
    EXPECT_EQ(due("2022-04-01 16:00", working_hours(4)), "2022-04-02 11:30");
    EXPECT_EQ(due("2022-04-02 16:00", working_hours(2)), "2022-04-06 09:30");
    EXPECT_EQ(due("2022-04-03 10:00", working_hours(2)), "2022-04-06 10:30");
    EXPECT_EQ(due("2022-04-23 22:00", working_hours(2)), "2022-04-24 10:30");
    EXPECT_EQ(due("2022-04-29 16:30", working_hours(2)), "2022-05-05 10:00");
    EXPECT_EQ(due("2022-04-22 11:30", working_hours(8)), "2022-04-24 12:00");
}

TEST_F(OfficeCalendar, NaturalDaysRollForwardToTheNextWorkingDay) {
    EXPECT_EQ(due("2022-04-11 10:00", natural_days(2)), "2022-04-13 17:00");
    EXPECT_EQ(due("2022-04-01 10:00", natural_days(1)), "2022-04-02 17:00") << "a make-up Saturday is a working day";
    EXPECT_EQ(due("2022-04-01 10:00", natural_days(2)), "2022-04-06 17:00") << "a holiday is not";
    EXPECT_EQ(due("2022-04-13 10:00", natural_days(3)), "2022-04-18 17:00") << "nor a Saturday";
    EXPECT_EQ(due("2022-04-23 10:00", natural_days(7)), "2022-05-05 17:00");
}

TEST_F(OfficeCalendar, ClockHoursIgnoreIt) {
    EXPECT_EQ(due("2022-04-02 16:00", clock_hours(24)), "2022-04-03 16:00");
    EXPECT_FALSE(office.add(at("2024-04-02 16:00"), clock_hours(24)).provisional);
}

TEST_F(OfficeCalendar, HasAsManyWorkingDaysAsTheNoticesGive) {
    const auto count = [this](std::chrono::year_month_day first, std::chrono::year_month_day last) {
        int days = 0;
        for (std::chrono::local_days day{first}; day <= std::chrono::local_days{last}; day += std::chrono::days{1}) {
            days += office.is_working_day(day) ? 1 : 0;
        }
        return days;
    };
    EXPECT_EQ(count(ymd(2022, 1, 1), ymd(2022, 12, 31)), 249);
    EXPECT_EQ(count(ymd(2022, 4, 1), ymd(2022, 4, 30)), 21);
    EXPECT_EQ(count(ymd(2022, 5, 1), ymd(2022, 5, 31)), 20);
    EXPECT_EQ(count(ymd(2026, 1, 1), ymd(2026, 12, 31)), 248);
}

TEST_F(OfficeCalendar, WorkingTimeBetweenInstantsLeavesBreaksAndHolidaysOut) {
    EXPECT_EQ(office.working_time(at("2022-04-01 11:00"), at("2022-04-01 14:00")), 2h);
    EXPECT_EQ(office.working_time(at("2022-04-02 16:00"), at("2022-04-06 09:30")), 2h);
    EXPECT_EQ(office.working_time(at("2022-04-03 00:00"), at("2022-04-06 08:30")), 0h);
    EXPECT_EQ(office.counted(Limit::kClockHours, at("2022-04-03 00:00"), at("2022-04-04 00:00")), 24h);
}

TEST(Calendar, CampaignWorksThroughWeekendsAndHolidays) {
    const auto campaign = calendar(campaign_spec());
    EXPECT_EQ(show(campaign.add(at("2022-04-03 19:00"), working_hours(2)).due), "2022-04-04 09:00");
    EXPECT_EQ(show(campaign.add(at("2022-04-29 19:00"), working_days(3)).due), "2022-05-02 20:00");
    EXPECT_FALSE(campaign.add(at("2031-04-29 19:00"), working_days(3)).provisional);
}

TEST(Calendar, AroundTheClockADayEndsAtMidnight) {
    const auto always = calendar(always_spec());
    EXPECT_EQ(show(always.add(at("2022-04-29 19:00"), natural_days(2)).due), "2022-05-02 00:00");
    EXPECT_EQ(show(always.add(at("2022-04-29 19:00"), working_days(2)).due), "2022-05-02 00:00");
    EXPECT_EQ(show(always.add(at("2022-04-29 19:00"), working_hours(24)).due), "2022-04-30 19:00");
}

TEST(Calendar, MakeUpDaysMayHaveHoursOfTheirOwn) {
    auto spec = office_spec();
    spec.make_up_day = DayHours{{540, 720}};
    EXPECT_EQ(show(calendar(spec).add(at("2022-04-01 10:00"), working_days(1)).due), "2022-04-02 12:00");
}

TEST(Calendar, AnHourSkippedBySummerTimeIsNotCounted) {
    const auto berlin = calendar(always_spec("Europe/Berlin"));
    // 27 March 2022 had 23 hours, 30 October 25.
    EXPECT_EQ(berlin.working_time(utc("2022-03-26T23:00:00"), utc("2022-03-27T22:00:00")), 23h);
    EXPECT_EQ(berlin.add(utc("2022-03-26T12:00:00"), natural_days(1)).due, utc("2022-03-27T22:00:00"));
    EXPECT_EQ(berlin.add(utc("2022-10-29T12:00:00"), natural_days(1)).due, utc("2022-10-30T23:00:00"));

    auto night = always_spec("Europe/Berlin");
    night.always = false;
    night.week.fill({{90, 210}});  // 01:30-03:30
    EXPECT_EQ(calendar(night).working_time(utc("2022-03-26T12:00:00"), utc("2022-03-27T12:00:00")), 1h);
    EXPECT_EQ(calendar(night).working_time(utc("2022-10-29T12:00:00"), utc("2022-10-30T12:00:00")), 3h);
}

TEST(Calendar, ADayThatAZoneNeverHadIsNoWorkingDay) {
    // Samoa had no 30 December 2011.
    auto spec = campaign_spec();
    spec.zone = "Pacific/Apia";
    const auto apia = calendar(spec);
    const auto zone = find_time_zone("Pacific/Apia").value();
    EXPECT_EQ(to_rfc3339(apia.add(utc("2011-12-29T05:00:00"), working_days(1)).due, *zone),
              "2011-12-29T20:00:00.000-10:00");
    EXPECT_EQ(to_rfc3339(apia.add(utc("2011-12-30T08:00:00"), working_days(1)).due, *zone),
              "2011-12-31T20:00:00.000+14:00");
}

TEST(Calendar, CountsAsWellFarFromThePresent) {
    const auto office = calendar(office_spec());
    EXPECT_EQ(show(office.add(at("1999-12-31 16:30"), working_hours(1)).due), "2000-01-03 09:00");
    EXPECT_EQ(show(office.add(at("2040-12-31 16:30"), working_days(1)).due), "2041-01-01 17:00");
    EXPECT_EQ(show(office.add(at("2035-01-01 10:00"), working_days(3660)).due), "2049-01-11 17:00");
    EXPECT_EQ(show(office.add(at("2200-02-28 10:00"), working_days(1)).due), "2200-03-03 17:00");
    EXPECT_EQ(office.working_time(at("2101-01-03 08:30"), at("2101-01-04 08:30")), 7h + 30min);
    EXPECT_TRUE(office.add(Instant::max(), working_days(1)).provisional);
    EXPECT_GT(office.add(Instant::min(), working_hours(1)).due, Instant::min());
}

TEST(Calendar, AnswersManyThreadsAtOnce) {
    const auto office = calendar(office_spec());
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&office] {
            for (int j = 0; j < 20; ++j) {
                EXPECT_EQ(show(office.add(at("2022-04-01 16:00"), working_hours(4)).due), "2022-04-02 11:30");
            }
            EXPECT_EQ(show(office.add(at("1999-12-31 16:30"), working_hours(1)).due), "2000-01-03 09:00");
        });
    }
}

TEST(Calendar, ACalendarWithHardlyAnyTimeStillComesToAnEnd) {
    auto spec = campaign_spec();
    spec.week = {};
    spec.week[0] = {{600, 601}};
    const auto found = calendar(spec).add(at("2022-04-29 19:00"), Limit{Limit::kWorkingHours, Limit::kMostMinutes});
    EXPECT_TRUE(found.provisional);
    EXPECT_GT(found.due, at("3000-01-01 00:00"));
}

TEST(Calendar, KnowsItsHolidaysUntilTheFirstYearThatIsMissing) {
    const auto office = calendar(office_spec());  // knows 2022 and 2026
    EXPECT_EQ(office.known_until(at("2022-04-18 09:00")), at("2023-01-01 00:00"));
    EXPECT_EQ(office.known_until(at("2022-12-31 23:59")), at("2023-01-01 00:00"));
    EXPECT_EQ(office.known_until(at("2023-01-01 00:00")), at("2023-01-01 00:00")) << "nothing, from its beginning on";
    EXPECT_EQ(office.known_until(at("2026-06-01 00:00")), at("2027-01-01 00:00"));
    EXPECT_EQ(calendar(always_spec()).known_until(at("2022-04-18 09:00")), std::nullopt);
}

}  // namespace
}  // namespace hotline
