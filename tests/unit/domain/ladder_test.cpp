#include "domain/ladder.hpp"

#include <gtest/gtest.h>

#include "calendar_samples.hpp"

namespace hotline {
namespace {

LadderStep at_percent(const std::string& level, int percent) { return {.level = level, .percent = percent}; }

LadderStep after(const std::string& level, long long hours) {
    return {.level = level,
            .after = CalendarLimit{samples::clock_hours(hours), samples::shared(samples::always_spec())}};
}

std::vector<std::string> levels(const Ladder& ladder) {
    std::vector<std::string> names;
    for (const LadderStep& step : ladder.steps()) names.push_back(step.level);
    return names;
}

std::string refused_at(std::vector<LadderStep> steps) {
    const auto made = Ladder::make("ladder", std::move(steps));
    return made ? "taken" : made.error().field;
}

TEST(Ladder, HasTheBreachEvenWhereNobodyAskedForIt) {
    EXPECT_EQ(levels(Ladder::plain()), std::vector<std::string>{"breach"});
    const auto ladder =
        Ladder::make("l", {at_percent("yellow", 80), at_percent("late", 125), after("later", 5)}).value();
    EXPECT_EQ(levels(ladder), (std::vector<std::string>{"yellow", "breach", "late", "later"}));
    EXPECT_TRUE(ladder.steps()[1].is_breach());
}

TEST(Ladder, NamesItsOwnBreach) {
    const auto ladder = Ladder::make("l", {at_percent("red", 100), after("later", 1)}).value();
    EXPECT_EQ(levels(ladder), (std::vector<std::string>{"red", "later"}));
}

TEST(Ladder, StepsStandInTheirOrder) {
    EXPECT_EQ(refused_at({at_percent("a", 80), at_percent("b", 50)}), "/steps/1");
    EXPECT_EQ(refused_at({at_percent("a", 80), at_percent("b", 80)}), "/steps/1");
    EXPECT_EQ(refused_at({after("a", 1), at_percent("b", 150)}), "/steps/1");
    EXPECT_EQ(refused_at({after("a", 2), after("b", 1)}), "taken") << "offsets through other calendars have no order";
}

TEST(Ladder, RefusesWhatCannotBeMeant) {
    EXPECT_EQ(refused_at({at_percent("", 80)}), "/steps/0/level");
    EXPECT_EQ(refused_at({at_percent("a", 50), at_percent("a", 80)}), "/steps/1/level");
    EXPECT_EQ(refused_at({at_percent("a", 1001)}), "/steps/0/at_percent");
    EXPECT_EQ(refused_at({at_percent("a", -1)}), "/steps/0/at_percent");
    EXPECT_EQ(refused_at({LadderStep{.level = "a"}}), "/steps/0");
    EXPECT_EQ(refused_at({after("a", 0)}), "/steps/0/after");
    EXPECT_EQ(refused_at({LadderStep{.level = "a", .percent = 50, .notify = {"mayor"}}}), "/steps/0/notify");
    EXPECT_EQ(refused_at({at_percent("breach", 50)}), "/steps");
    EXPECT_EQ(Ladder::make("", {}).error().field, "/id");
}

std::string repeat_refused_at(long long minutes, int most, std::vector<std::string> notify = {"duty"}) {
    const Repeat repeat{{{Limit::kClockHours, minutes}, samples::shared(samples::always_spec())}, most, Repeat::kMet};
    return refused_at({{.level = "a", .percent = 50, .notify = std::move(notify), .repeat = repeat}});
}

TEST(Ladder, RefusesRepeatsWithoutEndOrListeners) {
    EXPECT_EQ(repeat_refused_at(10, 3), "taken");
    EXPECT_EQ(repeat_refused_at(0, 3), "/steps/0/repeat/every");
    EXPECT_EQ(repeat_refused_at(Limit::kMostMinutes / 2, 3), "/steps/0/repeat/every");
    EXPECT_EQ(repeat_refused_at(10, 0), "/steps/0/repeat/most");
    EXPECT_EQ(repeat_refused_at(10, 101), "/steps/0/repeat/most");
    EXPECT_EQ(repeat_refused_at(10, 3, {}), "/steps/0/repeat");
    EXPECT_EQ(refused_at({{.level = "a", .percent = 50, .notify = {"duty"}, .repeat = Repeat{{}, 3, {}}}}),
              "/steps/0/repeat/every");
}

}  // namespace
}  // namespace hotline
