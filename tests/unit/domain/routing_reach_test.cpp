#include <gtest/gtest.h>

#include <random>

#include "domain/routing.hpp"
#include "routing_fixture.hpp"

namespace hotline {
namespace {

using namespace test;

bool hides(RoutingWhen earlier, RoutingWhen later) {
    const auto found =
        router({rule("earlier", std::move(earlier), "IND"), rule("later", std::move(later), "CON")}).unreachable();
    return found.size() == 1 && found[0].rule == 1 && found[0].by == 0U;
}

TEST(UnreachableRule, IsOneAfterARuleWithoutConditions) {
    EXPECT_TRUE(hides({}, sector({"industry"})));
    EXPECT_FALSE(hides(sector({"industry"}), {}));
}

TEST(UnreachableRule, IsOneWhoseValuesAnEarlierRuleHasAll) {
    EXPECT_TRUE(hides(sector({"industry", "construction"}), sector({"industry"})));
    EXPECT_FALSE(hides(sector({"industry"}), sector({"industry", "construction"})));
    EXPECT_TRUE(hides(category({"B"}), category({"B2"})));
    EXPECT_TRUE(hides(category({"B1", "B2"}), category({"B"}))) << "a group is its leaves";
    EXPECT_FALSE(hides(category({"B2"}), category({"B"})));
}

TEST(UnreachableRule, MayAskForMoreThanTheEarlierOne) {
    auto narrower = sector({"industry"});
    narrower.districts = {"220102"};
    EXPECT_TRUE(hides(sector({"industry"}), narrower));
    EXPECT_FALSE(hides(narrower, sector({"industry"})));
}

TEST(UnreachableRule, UnderstandsWordsWithinWords) {
    EXPECT_TRUE(hides(words({"施工"}), words({"施工许可", "施工图"})));
    EXPECT_FALSE(hides(words({"施工许可"}), words({"施工"})));
    EXPECT_FALSE(hides(words({"施工"}), words({"施工许可", "用地"})));
    EXPECT_FALSE(hides(words({"施工"}, {"请问"}), words({"施工许可"})));
    EXPECT_TRUE(hides(words({"施工"}, {"请问一下"}), words({"施工许可"}, {"请问"})));
    EXPECT_FALSE(hides(words({"施工"}, {"请问"}), words({"施工许可"}, {"请问一下"})));
}

TEST(UnreachableRule, CountsHowManyWordsAreAskedFor) {
    EXPECT_TRUE(hides(words({"复产", "订单"}), words({"复产", "订单"}, {}, 2)));
    EXPECT_FALSE(hides(words({"复产", "订单"}, {}, 2), words({"复产", "订单"})));
    EXPECT_TRUE(hides(words({"复产", "订单", "驻厂"}, {}, 2), words({"复产", "订单"}, {}, 2)));
}

TEST(UnreachableRule, KnowsThatAnyIncludesEach) {
    RoutingWhen any;
    any.project.any = true;
    RoutingWhen one;
    one.project.ids = {"CC2022-001"};
    EXPECT_TRUE(hides(any, one));
    EXPECT_FALSE(hides(one, any));
}

TEST(UnreachableRule, IsOneThatContradictsItself) {
    const auto found = router({rule("never", words({"施工许可"}, {"施工"}), "CON")}).unreachable();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].by, std::nullopt);
    EXPECT_TRUE(router({rule("fine", words({"施工许可", "工地"}, {"施工"}), "CON")}).unreachable().empty());
}

// Whatever the check calls unreachable must not be reached by any ticket that we can think of.
TEST(UnreachableRule, IsNeverReachedByRandomTickets) {
    constexpr unsigned kSeed = 128;
    SCOPED_TRACE(kSeed);
    std::mt19937 random(kSeed);
    const std::vector<std::string> letters{"停", "水", "电", "ab", "1"};
    const auto word = [&] {
        std::string text;
        for (auto left = 1 + random() % 3; left > 0; --left) text += letters[random() % letters.size()];
        return text;
    };
    const auto some = [&](std::size_t most) {
        std::vector<std::string> all;
        for (auto left = random() % (most + 1); left > 0; --left) all.push_back(word());
        return all;
    };
    int unreachable = 0;
    for (int round = 0; round < 400; ++round) {
        std::vector<RoutingRule> rules;
        for (int index = 0; index < 4; ++index) {
            auto when = words(some(3), some(2), 1 + static_cast<int>(random() % 2));
            if (random() % 3 == 0) when.sectors = {random() % 2 == 0 ? "industry" : "construction"};
            if (random() % 4 == 0) when.categories = {random() % 2 == 0 ? "B" : "B2"};
            rules.push_back(rule("r" + std::to_string(index), when, "IND"));
        }
        const auto made = router(rules);
        for (const auto& [index, by] : made.unreachable()) {
            ++unreachable;
            for (int ticket = 0; ticket < 60; ++ticket) {
                std::string text;
                for (auto left = random() % 6; left > 0; --left) text += letters[random() % letters.size()];
                const auto decision = made.decide({.category = random() % 2 == 0 ? "B2" : "A2",
                                                   .sector = random() % 2 == 0 ? "industry" : "construction",
                                                   .text = text});
                ASSERT_NE(decision.rule, rules[index].name) << text;
            }
        }
    }
    EXPECT_GT(unreachable, 20);
}

}  // namespace
}  // namespace hotline
