#include "domain/sla_explanation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

using namespace samples;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using enum ClockFact::Kind;

using Facts = std::vector<std::pair<ClockFact::Kind, std::string>>;

SlaClock clock_with(const Facts& facts) {
    SlaClock clock;
    for (const auto& [kind, time] : facts) clock.facts.push_back({kind, at(time)});
    return clock;
}

/// The sample holidays do not say what they are called.
CalendarSpec office_with_names() {
    auto days = notice_2022();
    for (auto& day : days) {
        if (day.date >= ymd(2022, 4, 24) && day.date <= ymd(2022, 5, 7)) day.name = "劳动节";
        if (day.date >= ymd(2022, 4, 2) && day.date <= ymd(2022, 4, 5)) day.name = "清明节";
    }
    auto table = std::make_shared<HolidayTable>();
    EXPECT_TRUE(table->add(2022, days) && table->add(2026, notice_2026()));
    auto spec = office_spec();
    spec.holidays = table;
    return spec;
}

/// "04-29 16:30 to 04-29 17:00: 30 min, Friday 08:30-12:00, 13:00-17:00".
std::string words(const ExplainedSpan& span) {
    auto text = show(span.from).substr(5) + " to " + show(span.to).substr(5) + ": ";
    if (span.kind == ExplainedSpan::kCounted) {
        text += std::to_string(std::chrono::duration_cast<std::chrono::minutes>(span.counted).count()) + " min";
    } else {
        text += kSpanKindNames[span.kind];
    }
    return text + (span.line ? ", " + describe(*span.line) : "");
}

/// "04-30 to 05-04: skipped, 0, holiday (劳动节)".
std::string words(const ExplainedDay& day) {
    auto text = to_text(day.first).substr(5);
    if (day.last != day.first) text += " to " + to_text(day.last).substr(5);
    text += ": " + std::string(kDayRoleNames[day.role]) + ", " + std::to_string(day.number);
    return text + (day.line ? ", " + describe(*day.line) : "");
}

template <class Entry>
std::vector<std::string> words(const std::vector<Entry>& entries) {
    std::vector<std::string> texts;
    for (const auto& entry : entries) texts.push_back(words(entry));
    return texts;
}

class OfficeExplanation : public testing::Test {
protected:
    [[nodiscard]] ClockExplanation why(const Facts& facts, Limit limit) const {
        return explain(clock_with(facts), limit, office);
    }
    [[nodiscard]] std::vector<std::string> spans_from(const std::string& start, Limit limit) const {
        return words(why({{kStart, start}}, limit).spans);
    }
    [[nodiscard]] std::vector<std::string> days_from(const std::string& start, Limit limit) const {
        return words(why({{kStart, start}}, limit).days);
    }
    Calendar office = calendar(office_with_names());
};

TEST_F(OfficeExplanation, WorkingHoursGoOnBehindTheHoliday) {
    const auto explained = why({{kStart, "2022-04-29 16:30"}}, working_hours(2));
    EXPECT_THAT(words(explained.spans),
                ElementsAre("04-29 16:30 to 04-29 17:00: 30 min, Friday 08:30-12:00, 13:00-17:00",
                            "04-30 00:00 to 05-05 00:00: off, holiday (劳动节)",
                            "05-05 08:30 to 05-05 10:00: 90 min, Thursday 08:30-12:00, 13:00-17:00"));
    EXPECT_EQ(explained.sum, 2h);
    EXPECT_EQ(show(explained.due.due), "2022-05-05 10:00");
    EXPECT_THAT(explained.days, IsEmpty());
    EXPECT_FALSE(explained.truncated);
}

// The other vectors of DOMAIN §4.3.
TEST_F(OfficeExplanation, WorkingHoursOfTheVectors) {
    EXPECT_THAT(
        spans_from("2022-04-01 16:00", working_hours(4)),
        ElementsAre("04-01 16:00 to 04-01 17:00: 60 min, Friday 08:30-12:00, 13:00-17:00",
                    "04-02 08:30 to 04-02 11:30: 180 min, make-up working day (清明节) 08:30-12:00, 13:00-17:00"));
    EXPECT_THAT(spans_from("2022-04-02 16:00", working_hours(2)),
                ElementsAre("04-02 16:00 to 04-02 17:00: 60 min, make-up working day (清明节) 08:30-12:00, 13:00-17:00",
                            "04-03 00:00 to 04-06 00:00: off, holiday (清明节)",
                            "04-06 08:30 to 04-06 09:30: 60 min, Wednesday 08:30-12:00, 13:00-17:00"));
    EXPECT_THAT(spans_from("2022-04-03 10:00", working_hours(2)),
                ElementsAre("04-03 10:00 to 04-06 00:00: off, holiday (清明节)",
                            "04-06 08:30 to 04-06 10:30: 120 min, Wednesday 08:30-12:00, 13:00-17:00"));
    EXPECT_THAT(
        spans_from("2022-04-23 22:00", working_hours(2)),
        ElementsAre("04-23 22:00 to 04-24 00:00: off, day off",
                    "04-24 08:30 to 04-24 10:30: 120 min, make-up working day (劳动节) 08:30-12:00, 13:00-17:00"));
    EXPECT_THAT(
        spans_from("2022-04-22 11:30", working_hours(8)),
        ElementsAre("04-22 11:30 to 04-22 12:00: 30 min, Friday 08:30-12:00, 13:00-17:00",
                    "04-22 13:00 to 04-22 17:00: 240 min, Friday 08:30-12:00, 13:00-17:00",
                    "04-23 00:00 to 04-24 00:00: off, day off",
                    "04-24 08:30 to 04-24 12:00: 210 min, make-up working day (劳动节) 08:30-12:00, 13:00-17:00"));
}

TEST_F(OfficeExplanation, WorkingDaysAreNumberedUpToTheCloseOfBusiness) {
    const auto explained = why({{kStart, "2022-04-29 10:00"}}, working_days(3));
    EXPECT_THAT(words(explained.days),
                ElementsAre("04-29: day_zero, 0, Friday 08:30-12:00, 13:00-17:00",
                            "04-30 to 05-04: skipped, 0, holiday (劳动节)",
                            "05-05: counted, 1, Thursday 08:30-12:00, 13:00-17:00",
                            "05-06: counted, 2, Friday 08:30-12:00, 13:00-17:00",
                            "05-07: counted, 3, make-up working day (劳动节) 08:30-12:00, 13:00-17:00"));
    EXPECT_EQ(show(explained.first_due.due), "2022-05-07 17:00");
    EXPECT_EQ(explained.first_due, explained.due);
    EXPECT_EQ(explained.sum, 2h + 4h + 3 * (7h + 30min)) << "working time, as it elapses";
}

TEST_F(OfficeExplanation, AWeekendBesideAHolidayIsToldApart) {
    EXPECT_THAT(days_from("2022-04-22 10:00", working_days(5)),
                ElementsAre("04-22: day_zero, 0, Friday 08:30-12:00, 13:00-17:00", "04-23: skipped, 0, day off",
                            "04-24: counted, 1, make-up working day (劳动节) 08:30-12:00, 13:00-17:00",
                            "04-25: counted, 2, Monday 08:30-12:00, 13:00-17:00",
                            "04-26: counted, 3, Tuesday 08:30-12:00, 13:00-17:00",
                            "04-27: counted, 4, Wednesday 08:30-12:00, 13:00-17:00",
                            "04-28: counted, 5, Thursday 08:30-12:00, 13:00-17:00"));
    EXPECT_THAT(
        days_from("2022-04-15 10:00", working_days(1)),
        ElementsAre("04-15: day_zero, 0, Friday 08:30-12:00, 13:00-17:00", "04-16 to 04-17: skipped, 0, day off",
                    "04-18: counted, 1, Monday 08:30-12:00, 13:00-17:00"));
}

TEST_F(OfficeExplanation, NaturalDaysRollForwardToAWorkingDay) {
    const auto explained = why({{kStart, "2022-04-29 10:00"}}, natural_days(2));
    EXPECT_THAT(words(explained.days), ElementsAre("04-29: day_zero, 0, Friday 08:30-12:00, 13:00-17:00",
                                                   "04-30 to 05-01: counted, 2, holiday (劳动节)",
                                                   "05-02 to 05-04: rolled_forward, 2, holiday (劳动节)",
                                                   "05-05: rolled_forward, 2, Thursday 08:30-12:00, 13:00-17:00"));
    EXPECT_EQ(show(explained.due.due), "2022-05-05 17:00");
    EXPECT_THAT(words(explained.spans), ElementsAre("04-29 10:00 to 05-05 17:00: 9060 min"));
    EXPECT_THAT(days_from("2022-04-11 10:00", natural_days(1)),
                ElementsAre("04-11: day_zero, 0, Monday 08:30-12:00, 13:00-17:00",
                            "04-12: counted, 1, Tuesday 08:30-12:00, 13:00-17:00"));
}

TEST_F(OfficeExplanation, ClockHoursAreOnePlainSpan) {
    EXPECT_THAT(spans_from("2022-04-29 16:30", clock_hours(24)), ElementsAre("04-29 16:30 to 04-30 16:30: 1440 min"));
}

TEST_F(OfficeExplanation, AroundTheClockIsOneSpanToo) {
    const auto explained =
        explain(clock_with({{kStart, "2022-04-29 16:30"}}), working_hours(100), calendar(always_spec()));
    EXPECT_THAT(words(explained.spans), ElementsAre("04-29 16:30 to 05-03 20:30: 6000 min, around the clock"));
}

TEST_F(OfficeExplanation, APauseIsListedAndSaysWhatItMoved) {
    const auto explained = why(
        {{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:30"}, {kResume, "2022-04-12 14:00"}}, working_hours(2));
    EXPECT_THAT(words(explained.spans),
                ElementsAre("04-11 10:00 to 04-11 11:30: 90 min, Monday 08:30-12:00, 13:00-17:00",
                            "04-11 11:30 to 04-12 14:00: paused",
                            "04-12 14:00 to 04-12 14:30: 30 min, Tuesday 08:30-12:00, 13:00-17:00"));
    ASSERT_EQ(explained.pauses.size(), 1U);
    const auto& pause = explained.pauses.front();
    EXPECT_EQ(show(pause.from), "2022-04-11 11:30");
    EXPECT_EQ(pause.to, at("2022-04-12 14:00"));
    EXPECT_EQ(pause.left_out, 9h) << "half an hour, four hours, and four and a half the next day";
    EXPECT_EQ(show(pause.due_before.due), "2022-04-11 12:00");
    EXPECT_EQ(show(pause.due_after.due), "2022-04-12 14:30");
    ASSERT_EQ(explained.facts.size(), 3U);
    EXPECT_EQ(show(explained.facts[1].due.due), "2022-04-11 12:00");
    EXPECT_EQ(show(explained.facts[2].due.due), "2022-04-12 14:30");
    EXPECT_EQ(explained.sum, 2h);
}

TEST_F(OfficeExplanation, APauseMovesWorkingDaysByItsWorkingTime) {
    const auto explained = why(
        {{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-12 08:30"}, {kResume, "2022-04-12 12:00"}}, working_days(2));
    EXPECT_EQ(words(explained.days).back(), "04-13: counted, 2, Wednesday 08:30-12:00, 13:00-17:00");
    EXPECT_EQ(show(explained.first_due.due), "2022-04-13 17:00");
    EXPECT_EQ(words(explained.spans).back(), "04-14 08:30 to 04-14 12:00: 210 min, Thursday 08:30-12:00, 13:00-17:00");
    EXPECT_EQ(show(explained.due.due), "2022-04-14 12:00");
}

TEST_F(OfficeExplanation, APauseOfNaturalDaysRollsForwardAgain) {
    const auto explained = why(
        {{kStart, "2022-04-26 10:00"}, {kPause, "2022-04-27 10:00"}, {kResume, "2022-04-29 10:00"}}, natural_days(2));
    ASSERT_EQ(explained.pauses.size(), 1U);
    EXPECT_EQ(show(explained.pauses[0].due_before.due), "2022-04-28 17:00");
    EXPECT_EQ(show(explained.pauses[0].due_after.due), "2022-05-05 17:00");
    EXPECT_THAT(words(explained.pauses[0].rolled),
                ElementsAre("04-30 to 05-04: rolled_forward, 2, holiday (劳动节)",
                            "05-05: rolled_forward, 2, Thursday 08:30-12:00, 13:00-17:00"));
}

TEST_F(OfficeExplanation, APauseThatLastsHasNoEndAndMovesNothingYet) {
    const auto explained = why({{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:30"}}, working_hours(2));
    ASSERT_EQ(explained.pauses.size(), 1U);
    EXPECT_FALSE(explained.pauses[0].to);
    EXPECT_EQ(explained.pauses[0].due_before, explained.pauses[0].due_after);
    EXPECT_THAT(words(explained.spans),
                ElementsAre("04-11 10:00 to 04-11 12:00: 120 min, Monday 08:30-12:00, 13:00-17:00"));
}

TEST_F(OfficeExplanation, AnAnswerEndsAPause) {
    const auto explained = why(
        {{kStart, "2022-04-11 10:00"}, {kPause, "2022-04-11 11:00"}, {kMeet, "2022-04-11 11:30"}}, working_hours(2));
    ASSERT_EQ(explained.pauses.size(), 1U);
    EXPECT_EQ(explained.pauses[0].to, at("2022-04-11 11:30"));
    EXPECT_EQ(show(explained.due.due), "2022-04-11 13:30");
}

TEST_F(OfficeExplanation, PausesThatChangeNothingAreFactsOnly) {
    const auto explained = why({{kStart, "2022-04-11 10:00"},
                                {kMeet, "2022-04-11 11:00"},
                                {kResume, "2022-04-11 11:45"},
                                {kPause, "2022-04-11 14:00"},
                                {kResume, "2022-04-11 15:00"}},
                               working_hours(2));
    EXPECT_EQ(explained.facts.size(), 5U);
    EXPECT_THAT(explained.pauses, IsEmpty()) << "a withdrawn answer, and a pause after the breach";
    EXPECT_EQ(show(explained.due.due), "2022-04-11 12:00");
}

TEST_F(OfficeExplanation, SaysWhichDaysRestOnAYearWithoutNotice) {
    const auto explained = why({{kStart, "2026-12-29 10:00"}}, working_days(3));
    EXPECT_TRUE(explained.due.provisional);
    ASSERT_EQ(explained.days.size(), 4U);
    EXPECT_FALSE(explained.days[2].line->provisional);
    EXPECT_TRUE(explained.days[3].line->provisional);
}

TEST_F(OfficeExplanation, LongListsEndWithARestThatKeepsTheSum) {
    const auto hours = why({{kStart, "2022-04-11 10:00"}}, working_hours(1000));
    ASSERT_EQ(hours.spans.size(), ClockExplanation::kMostListed);
    EXPECT_TRUE(hours.truncated);
    EXPECT_EQ(hours.spans.back().kind, ExplainedSpan::kRest);
    EXPECT_EQ(hours.spans.back().to, hours.due.due);
    EXPECT_EQ(hours.sum, 1000h);
    const auto days = why({{kStart, "2022-04-11 10:00"}}, working_days(300));
    ASSERT_EQ(days.days.size(), ClockExplanation::kMostListed);
    EXPECT_TRUE(days.truncated);
    EXPECT_EQ(days.days.back().role, ExplainedDay::kRest);
    EXPECT_EQ(days.days.back().number, 300);
}

TEST_F(OfficeExplanation, PausesInsideTheRestAreNotCounted) {
    const auto explained = why({{kStart, "2022-04-11 10:00"},
                                {kPause, "2022-11-14 08:30"},
                                {kResume, "2022-11-18 17:00"},
                                {kPause, "2022-11-28 08:30"},
                                {kResume, "2022-11-29 17:00"}},
                               working_hours(2000));
    EXPECT_EQ(explained.pauses.size(), 2U);
    EXPECT_TRUE(explained.truncated);
    EXPECT_EQ(explained.sum, 2000h);
}

TEST_F(OfficeExplanation, WithoutAStartThereIsNothingToCount) {
    const auto explained = why({}, working_hours(2));
    EXPECT_THAT(explained.spans, IsEmpty());
    EXPECT_EQ(explained.sum, 0ms);
}

}  // namespace
}  // namespace hotline
