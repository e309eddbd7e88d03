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

}  // namespace
}  // namespace hotline
