#include "domain/calendar_day.hpp"

#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using namespace samples;

std::string line_of(const Calendar& calendar, std::chrono::year_month_day date) {
    return describe(calendar.day(std::chrono::local_days{date}));
}

std::vector<std::string> spans_of(const Calendar& calendar, Instant from, Instant to) {
    std::vector<std::string> spans;
    calendar.each_span(from, to, [&](const DaySpan& span) {
        spans.push_back(show(span.from) + " " + show(span.to).substr(11) + (span.works ? "" : " off"));
        return true;
    });
    return spans;
}

TEST(CalendarDay, SaysItsHoursAndWhyItHasThem) {
    const auto office = calendar(office_spec());
    EXPECT_EQ(line_of(office, ymd(2022, 4, 29)), "Friday 08:30-12:00, 13:00-17:00");
    EXPECT_EQ(line_of(office, ymd(2022, 4, 30)), "holiday");
    EXPECT_EQ(line_of(office, ymd(2022, 5, 7)), "make-up working day 08:30-12:00, 13:00-17:00");
    EXPECT_EQ(line_of(office, ymd(2022, 5, 8)), "day off");
    EXPECT_EQ(line_of(calendar(always_spec()), ymd(2022, 5, 8)), "around the clock");
    auto until_midnight = campaign_spec();
    until_midnight.week[6] = {{1200, 1440}};
    EXPECT_EQ(line_of(calendar(until_midnight), ymd(2022, 5, 8)), "Sunday 20:00-24:00");
}

TEST(CalendarDay, SaysWhereItsYearHasNoNotice) {
    const auto office = calendar(office_spec());
    EXPECT_FALSE(office.day(std::chrono::local_days{ymd(2026, 12, 31)}).provisional);
    EXPECT_TRUE(office.day(std::chrono::local_days{ymd(2027, 1, 1)}).provisional);
    EXPECT_FALSE(calendar(campaign_spec()).day(std::chrono::local_days{ymd(2027, 1, 1)}).provisional);
}

TEST(CalendarDay, HoursThatSummerTimeSkipsAreNone) {
    auto spec = campaign_spec();
    spec.zone = "Europe/Berlin";
    spec.week[6] = {{120, 180}};  // 02:00-03:00
    const auto berlin = calendar(spec);
    EXPECT_EQ(line_of(berlin, ymd(2022, 3, 27)), "Sunday 02:00-03:00, skipped by a change of the clock");
    EXPECT_EQ(line_of(berlin, ymd(2022, 4, 3)), "Sunday 02:00-03:00");
}

TEST(CalendarDay, SpansAreTheIntervalsAndTheDaysOff) {
    const auto office = calendar(office_spec());
    EXPECT_EQ(spans_of(office, at("2022-04-29 11:00"), at("2022-05-01 10:00")),
              (std::vector<std::string>{"2022-04-29 11:00 12:00", "2022-04-29 13:00 17:00",
                                        "2022-04-30 00:00 00:00 off", "2022-05-01 00:00 10:00 off"}));
    EXPECT_TRUE(spans_of(office, at("2022-04-29 12:00"), at("2022-04-29 13:00")).empty()) << "a break";
    EXPECT_EQ(spans_of(calendar(always_spec()), at("2022-04-29 11:00"), at("2022-04-30 01:00")),
              (std::vector<std::string>{"2022-04-29 11:00 00:00", "2022-04-30 00:00 01:00"}));
}

TEST(CalendarDay, SpansEndWhenNoMoreIsWanted) {
    int spans = 0;
    calendar(always_spec()).each_span(at("2022-04-29 11:00"), at("2032-04-29 11:00"), [&](const DaySpan&) {
        return ++spans < 3;
    });
    EXPECT_EQ(spans, 3);
}

// Years that are not laid out beforehand.
TEST(CalendarDay, IsKnownInAnyYear) {
    const auto campaign = calendar(campaign_spec());
    EXPECT_EQ(line_of(campaign, ymd(1990, 1, 1)), "Monday 08:00-20:00");
    EXPECT_TRUE(campaign.day(std::chrono::local_days{ymd(2090, 1, 1)}).works);
    EXPECT_EQ(campaign.date_of(at("2090-01-01 00:30")), std::chrono::local_days{ymd(2090, 1, 1)});
}

TEST(CalendarDay, DatesAreWrittenAsInTheContract) {
    EXPECT_EQ(to_text(std::chrono::local_days{ymd(2022, 4, 9)}), "2022-04-09");
}

}  // namespace
}  // namespace hotline
