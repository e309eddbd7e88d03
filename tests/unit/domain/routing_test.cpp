#include "domain/routing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "routing_fixture.hpp"

namespace hotline {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

RoutingWhen about_any() {
    RoutingWhen when;
    when.about.any = true;
    return when;
}

RoutingWhen project_any() {
    RoutingWhen when;
    when.project.any = true;
    return when;
}

TEST(Routing, FirstMatchingRuleWins) {
    const auto rules = router({rule("narrow", category({"B2"}), "INS"), rule("wide", category({"B"}), "TRA")});
    EXPECT_EQ(rules.decide({.category = "B2"}).rule, "narrow");
    EXPECT_EQ(rules.decide({.category = "B1"}).rule, "wide");
}

TEST(Routing, NoMatchGoesToTriage) {
    const auto decision = router({rule("transport", category({"B"}), "TRA")}).decide({.text = "street light out"});
    EXPECT_EQ(owner(decision), "triage");
    EXPECT_EQ(decision.rule, "");
    EXPECT_EQ(decision.urgency, 3);
    EXPECT_EQ(decision.urgency_reason, UrgencyReason::kDefault);
}

TEST(Routing, AllConditionsOfARuleMustHold) {
    auto when = sector({"industry"});
    when.districts = {"220102"};
    when.caller_kinds = {"enterprise"};
    when.urgencies = {1, 2};
    when.enterprise_words = {"制造"};
    const auto rules = router({rule("all", when, "IND")});
    const RoutingFacts facts{.sector = "industry",
                             .district = "220102",
                             .caller_kind = "enterprise",
                             .enterprise = "长春某某制造有限公司",
                             .urgency = 2};
    EXPECT_EQ(owner(rules.decide(facts)), "IND");
    for (const auto& spoil : std::vector<void (*)(RoutingFacts&)>{
             [](RoutingFacts& each) { each.sector = "construction"; }, [](RoutingFacts& each) { each.district = ""; },
             [](RoutingFacts& each) { each.caller_kind = "citizen"; }, [](RoutingFacts& each) { each.urgency = 3; },
             [](RoutingFacts& each) { each.enterprise = "某某商场"; }}) {
        auto other = facts;
        spoil(other);
        EXPECT_EQ(owner(rules.decide(other)), "triage");
    }
}

TEST(Routing, FindsWordsInTitleAndTextButNotAcrossThem) {
    const auto rules = router({rule("plant", words({"工厂"}, {"工地"}), "IND")});
    EXPECT_EQ(owner(rules.decide({.title = "工厂停水"})), "IND");
    EXPECT_EQ(owner(rules.decide({.title = "停水", .text = "我们工厂"})), "IND");
    EXPECT_EQ(owner(rules.decide({.title = "停工", .text = "厂里"})), "triage");
    EXPECT_EQ(owner(rules.decide({.title = "工厂", .text = "旁边的工地"})), "triage");
}

TEST(Routing, WeakWordsCountWhenEnoughOfThemComeTogether) {
    const auto rules = router({rule("weak", words({"复产", "订单", "驻厂"}, {}, 2), "IND")});
    EXPECT_EQ(owner(rules.decide({.text = "想复产，想复产"})), "triage");
    EXPECT_EQ(owner(rules.decide({.text = "想复产，有订单"})), "IND");
}

TEST(Routing, NeverNamesTheTaskForceComplainedAbout) {
    const auto rules = router({rule("complaint", about_any(), "INS"), rule("rest", sector({"industry"}), "IND")});
    EXPECT_EQ(owner(rules.decide({.sector = "industry", .about = "IND"})), "INS");
    const auto decision = rules.decide({.category = "B2", .sector = "industry", .about = "INS"});
    EXPECT_EQ(owner(decision), "triage");
    EXPECT_TRUE(decision.avoided);
    EXPECT_EQ(decision.rule, "complaint");
    EXPECT_THAT(decision.assistants, ElementsAre(TaskForceId("TRA")));
}

TEST(Routing, FindsAKeyProjectByCodeNameOrAlias) {
    const auto rules = router({rule("key", project_any(), "KEY")});
    EXPECT_EQ(rules.decide({.project_code = "CC2022-002"}).project_code, "CC2022-002");
    EXPECT_EQ(rules.decide({.text = "编号cc2022-001的项目"}).project_code, "CC2022-001");
    EXPECT_EQ(rules.decide({.text = "示例九号线停工"}).project_code, "CC2022-001");
    const auto named = rules.decide({.title = "轨道交通示例九号线二期工人返岗"});
    EXPECT_EQ(named.project_code, "CC2022-002") << "the longest name that occurs";
    EXPECT_EQ(owner(named), "KEY");
    EXPECT_EQ(owner(rules.decide({.project_code = "CC2022-999"})), "triage");
    EXPECT_EQ(rules.decide({.project_code = "CC2022-999", .text = "示例九号线"}).project_code, "CC2022-001");
}

TEST(Routing, AProjectCodeGivenWinsOverOneInTheText) {
    const auto rules = router({rule("key", project_any(), "KEY")});
    EXPECT_EQ(rules.decide({.project_code = "CC2022-002", .text = "示例九号线"}).project_code, "CC2022-002");
}

TEST(Routing, RuleMayAskForCertainProjects) {
    RoutingWhen second;
    second.project.ids = {"CC2022-002"};
    const auto rules = router({rule("second", second, "CON")});
    EXPECT_EQ(owner(rules.decide({.project_code = "CC2022-002"})), "CON");
    EXPECT_EQ(owner(rules.decide({.project_code = "CC2022-001"})), "triage");
}

TEST(Routing, UrgencyComesFromOperatorThenCategoryThenDefault) {
    const auto rules = router({});
    EXPECT_EQ(rules.decide({}).urgency, 3);
    EXPECT_EQ(rules.decide({.category = "B2"}).urgency, 2);
    const auto given = rules.decide({.category = "B2", .urgency = 4});
    EXPECT_EQ(given.urgency, 4);
    EXPECT_EQ(given.urgency_reason, UrgencyReason::kOperator);
}

TEST(Routing, WordsOfTheCategoryRaiseItsUrgency) {
    const auto rules = router({});
    EXPECT_EQ(rules.decide({.category = "A2"}).urgency, 3);
    const auto raised = rules.decide({.category = "A2", .text = "今天上班出不去"});
    EXPECT_EQ(raised.urgency, 2);
    EXPECT_EQ(raised.urgency_reason, UrgencyReason::kCategoryWords);
    EXPECT_EQ(rules.decide({.category = "B1", .text = "今天上班"}).urgency, 3) << "another category's words";
}

TEST(Routing, RuleRaisesUrgencyAndNeverLowersIt) {
    auto danger = rule("danger", words({"着火"}), nullptr);
    danger.then.urgency = 1;
    danger.then.handoff = "119";
    danger.then.tags = {"danger"};
    auto slow = rule("slow", words({"咨询"}), nullptr);
    slow.then.urgency = 4;
    const auto rules = router({danger, slow});
    const auto burning = rules.decide({.urgency = 3, .text = "车间着火"});
    EXPECT_EQ(burning.urgency, 1);
    EXPECT_EQ(burning.urgency_reason, UrgencyReason::kRule);
    EXPECT_EQ(burning.handoff, "119");
    EXPECT_THAT(burning.tags, ElementsAre("danger"));
    EXPECT_EQ(rules.decide({.category = "B2", .text = "咨询"}).urgency, 2);
}

TEST(Routing, AssistantsAreOfCategoryAndRuleWithoutTheOwner) {
    auto plant = rule("plant", sector({"industry"}), "IND");
    plant.then.assistants = {TaskForceId("CON"), TaskForceId("TRA"), TaskForceId("IND")};
    const auto rules = router({plant, rule("transport", category({"B"}), "TRA")});
    EXPECT_THAT(rules.decide({.category = "B2", .sector = "industry"}).assistants,
                ElementsAre(TaskForceId("TRA"), TaskForceId("INS"), TaskForceId("CON")));
    EXPECT_THAT(rules.decide({.category = "B1"}).assistants, IsEmpty());
}

TEST(Routing, UnknownIdsInFactsAreAsGoodAsNone) {
    const auto rules = router({rule("transport", category({"B"}), "TRA")});
    EXPECT_EQ(owner(rules.decide({.category = "Z9", .sector = "?", .district = "?", .about = "?"})), "triage");
}

TEST(Routing, ADefaultRouterSendsEverythingToTriage) { EXPECT_EQ(owner(Router().decide({.text = "停水"})), "triage"); }

TEST(RoutingExplanation, TellsForEachEarlierRuleWhatItExpectedAndWhatWasGiven) {
    const auto rules =
        router({rule("plant", sector({"industry"}), "IND"), rule("words", words({"工地", "塔吊"}), "CON"),
                rule("transport", category({"B"}), "TRA"), rule("never-told", {}, "INS")});
    const auto told = rules.explain({.category = "B2", .sector = "construction", .text = "卡口"});
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].detail, "sector: expected one of industry; given construction");
    EXPECT_FALSE(told[0].matched);
    EXPECT_EQ(told[1].condition, "words");
    EXPECT_EQ(told[1].detail, "words: expected at least 1 of the words 工地, 塔吊; given a text with none of them");
    EXPECT_TRUE(told[2].matched);
    EXPECT_EQ(told[2].detail, "matches: goes to TRA");
}

TEST(RoutingExplanation, NamesTheForbiddenWordThatWasFound) {
    const auto told =
        router({rule("plant", words({"工厂"}, {"工地", "门店"}), "IND")}).explain({.text = "工厂旁的工地"});
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].detail, "without_words: expected none of the words 工地, 门店; given a text with 工地");
}

TEST(RoutingExplanation, SaysThatAvoidanceSendsItToTheDesk) {
    const auto told = router({rule("complaint", about_any(), "INS")}).explain({.about = "INS"});
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].matched);
    EXPECT_THAT(told[0].detail, testing::HasSubstr("the complaint is about it"));
}

TEST(RoutingExplanation, AgreesWithTheDecision) {
    const auto rules = router({rule("key", project_any(), "KEY"), rule("complaint", about_any(), "INS"),
                               rule("words", words({"工厂"}), "IND"), rule("transport", category({"B"}), "TRA")});
    const std::vector<RoutingFacts> samples{
        {.project_code = "CC2022-001"}, {.about = "TRA"}, {.text = "工厂"}, {.category = "B1"}, {.text = "别的"}};
    for (const auto& facts : samples) {
        const auto decision = rules.decide(facts);
        const auto told = rules.explain(facts);
        ASSERT_FALSE(told.empty());
        EXPECT_EQ(told.back().matched ? told.back().rule : "", decision.rule);
    }
}

TEST(RoutingExplanation, SaysWhyAProjectWasNotFound) {
    const auto rules = router({rule("key", project_any(), "KEY")});
    EXPECT_THAT(rules.explain({.project_code = "X"})[0].given, testing::HasSubstr("X, which is no key project"));
    EXPECT_THAT(rules.explain({})[0].given, testing::HasSubstr("no key project is named"));
}

}  // namespace
}  // namespace hotline
