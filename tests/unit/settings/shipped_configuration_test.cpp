// The configuration that ships, and that it routes as the hotline's rules say (DOMAIN §8).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>

#include "configuration_folder.hpp"

namespace hotline {
namespace {

const Configuration& shipped() {
    static const auto loaded = load_configuration(test::shipped_configuration());
    if (!loaded) throw std::runtime_error(to_string(loaded.error()));
    return *loaded;
}

const Router& router() { return shipped().rulebook.router; }

std::string owner(const RoutingFacts& facts) {
    const auto decision = router().decide(facts);
    return decision.task_force ? decision.task_force->value : "triage";
}

std::string owner_of(const std::string& text) { return owner({.text = text}); }

TEST(ShippedConfiguration, LoadsWithoutErrors) {
    const auto loaded = load_configuration(test::shipped_configuration());
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    EXPECT_EQ(loaded->rulebook.catalogue->task_forces.all().size(), 6U);
    EXPECT_EQ(loaded->rulebook.catalogue->districts.all().size(), 15U);
    EXPECT_EQ(loaded->rulebook.catalogue->category_groups.all().size(), 11U);
    EXPECT_EQ(loaded->rulebook.catalogue->categories.all().size(), 58U);
    EXPECT_EQ(loaded->rulebook.service.dial_plan.area_code, "431");
    EXPECT_EQ(loaded->rulebook.service.callback_tries, 3);
    EXPECT_NE(loaded->rulebook.service.zone, nullptr);
    EXPECT_EQ(loaded->limits.title, 200);
}

TEST(ShippedConfiguration, VersionIsShortStableAndChangesWithAnyFile) {
    const test::ConfigurationFolder folder;
    const auto version = [&] { return load_configuration(folder.path()).value().rulebook.version; };
    const auto before = version();
    EXPECT_EQ(before, shipped().rulebook.version);
    EXPECT_THAT(before, testing::MatchesRegex("[0-9a-f]{12}"));
    folder.write("people.yaml", "anything");
    EXPECT_EQ(version(), before) << "other files do not count";
    folder.append("sectors.yaml", "# a remark\n");
    EXPECT_NE(version(), before);
}

TEST(ShippedConfiguration, HasTheCampaignInForceAndNormalTimesAtHand) {
    const auto campaign = std::make_shared<const Configuration>(shipped());
    const auto resolve = [](const Configuration& configuration, const char* policy) {
        return configuration.rulebook.policies.find(policy)->target(Target::kResolve)->within;
    };
    EXPECT_EQ(under_profile(campaign, "campaign"), campaign);
    EXPECT_EQ(under_profile(campaign, "martial"), nullptr);
    const auto normal = under_profile(campaign, "normal");
    ASSERT_NE(normal, nullptr);
    EXPECT_EQ(normal->rulebook.version, campaign->rulebook.version + "+normal");
    EXPECT_EQ(resolve(*campaign, "normal").limit.amount, 3);
    EXPECT_EQ(resolve(*normal, "normal").limit.amount, 5);
    EXPECT_EQ(resolve(*campaign, "question").calendar->id(), "campaign");
    EXPECT_EQ(resolve(*normal, "question").calendar->id(), "office");
    EXPECT_EQ(resolve(*normal, "critical").calendar->id(), "24x7") << "emergencies are emergencies";
    for (const SlaPolicy& policy : campaign->rulebook.policies.all()) {
        EXPECT_NE(normal->rulebook.policies.find(policy.id), nullptr) << "open tickets follow their policy";
    }
}

TEST(ShippedConfiguration, ATaskForceMayCountThroughOtherCalendarsUnderEachProfile) {
    const test::ConfigurationFolder folder;
    folder.replace("sla.yaml", "profiles:\n", "task_forces:\n  - {id: IND, calendars: {office: 24x7}}\nprofiles:\n");
    const auto campaign = std::make_shared<const Configuration>(load_configuration(folder.path()).value());
    const auto calendar = [](const Configuration& configuration, const char* task_force, const char* policy) {
        const SlaPolicies& policies = configuration.rulebook.policies.of(task_force);
        return policies.find(policy)->target(Target::kResolve)->within.calendar->id();
    };
    EXPECT_EQ(calendar(*campaign, "IND", "complex"), "24x7");
    EXPECT_EQ(calendar(*campaign, "TRA", "complex"), "office");
    EXPECT_EQ(calendar(*campaign, "IND", "normal"), "campaign") << "only the office's is another";
    const auto normal = under_profile(campaign, "normal");
    EXPECT_EQ(calendar(*normal, "IND", "question"), "24x7") << "the profile's office is this task force's too";
    EXPECT_EQ(calendar(*normal, "TRA", "question"), "office");
}

TEST(ShippedConfiguration, EveryTicketCanBeTakenWithAtMostTwoFacts) {
    for (const auto& category : shipped().rulebook.catalogue->categories.all()) {
        EXPECT_LE(category.required_facts.size(), 2U) << category.id.value;
    }
}

TEST(ShippedConfiguration, KeyProjectsAreMarkedAsSamples) {
    EXPECT_GE(shipped().rulebook.catalogue->key_projects.all().size(), 40U);
    for (const auto& project : shipped().rulebook.catalogue->key_projects.all()) {
        EXPECT_TRUE(project.sample) << project.code;
    }
}

TEST(ShippedConfiguration, PoliciesFollowTheUrgency) {
    const auto& policies = shipped().rulebook.policies;
    const char* const expected[] = {"critical", "urgent", "normal", "complex", "question"};
    for (int level = 1; level <= 5; ++level)
        EXPECT_EQ(policies.choose(level, "B2", "enterprise").id, expected[level - 1]);
    const auto& critical = policies.choose(1, "", "");
    EXPECT_EQ(critical.target(Target::kAck)->within.limit, (Limit{Limit::kClockHours, 15}));
    EXPECT_FALSE(critical.return_window);
    const auto& complex = policies.choose(4, "", "");
    EXPECT_EQ(complex.target(Target::kResolve)->within.limit, (Limit{Limit::kWorkingDays, 7}));
    EXPECT_TRUE(complex.target(Target::kResolve)->stops_while_waiting);
}

TEST(ShippedConfiguration, OfficeCalendarKnowsHolidaysAndMakeUpDays) {
    using std::chrono::local_days;
    using namespace std::chrono_literals;
    const auto& calendars = shipped().calendars;
    const auto& office = *calendars.at("office");
    EXPECT_FALSE(office.is_working_day(local_days(2022y / 4 / 5)));
    EXPECT_TRUE(office.is_working_day(local_days(2022y / 4 / 2))) << "a Saturday that is worked";
    EXPECT_TRUE(calendars.at("campaign")->is_working_day(local_days(2022y / 5 / 1)));
    EXPECT_EQ(office.day(local_days(2022y / 5 / 1)).holiday, "劳动节");
    // Fri 2022-04-22 11:30 in Changchun plus eight working hours is Sun 2022-04-24 12:00.
    const auto start = std::chrono::sys_days(2022y / 4 / 22) + 3h + 30min;
    const auto due = office.add(start, {Limit::kWorkingHours, 8 * 60});
    EXPECT_EQ(due.due, std::chrono::sys_days(2022y / 4 / 24) + 4h);
    EXPECT_FALSE(due.provisional);
}

struct Word {
    const char* task_force;
    const char* words;  // separated by spaces
};
const Word kStrongWords[] = {
    {"IND",
     "工厂 车间 生产线 产线 规上 厂区 开工投产 停产 减产 产能 零部件 配套厂 供应商 主机厂 一汽 红旗 大众 注塑 冲压 "
     "药厂 食品厂"},
    {"CON", "工地 施工 项目部 塔吊 混凝土 商砼 搅拌站 钢筋 脚手架 总包 分包 劳务队 农民工 监理 住建 装修 市政工程"},
    {"TRA",
     "货车 大车 司机 车牌 通行证 卡口 高速 收费站 下高速 劝返 滞留 物流园 快递 邮政 配送 冷链 集装箱 港口 机场 铁路 "
     "客运 公交 出租车 网约车 点对点"},
    {"COM",
     "商场 超市 门店 店铺 饭店 餐饮 堂食 外卖 酒店 宾馆 理发 美容 药店 农贸市场 批发市场 电商 影院 健身房 洗浴 个体户"},
    {"KEY",
     "重点项目 项目编号 省重点 市重点 128 开复工项目 专班项目 总投资 亿元 地铁 轨道 快速路 园区 新能源汽车项目 "
     "医院新建"},
    {"INS",
     "举报 投诉 违规 没做核酸 不戴口罩 聚集 扎堆 无防护 瞒报 漏管 一刀切 层层加码 不让复工 推诿 扯皮 态度恶劣 乱收费 "
     "索要 安全隐患 哄抬"},
};

TEST(ShippedRouting, StrongWordsLeadToTheirTaskForce) {
    for (const auto& [task_force, words] : kStrongWords) {
        std::istringstream each(words);
        for (std::string word; each >> word;) EXPECT_EQ(owner_of("我们这里" + word + "的事"), task_force) << word;
    }
}

TEST(ShippedRouting, WeakWordsNeedCompany) {
    EXPECT_EQ(owner_of("想问复产"), "triage");
    EXPECT_EQ(owner_of("想复产，手里有订单"), "IND");
    EXPECT_EQ(owner_of("复工后工人宿舍怎么安排"), "CON");
    EXPECT_EQ(owner_of("运费涨了，没人装卸"), "TRA");
    EXPECT_EQ(owner_of("什么时候能营业，房租怎么办"), "COM");
    EXPECT_EQ(owner_of("用地没批，征拆没完"), "KEY");
    EXPECT_EQ(owner_of("请来检查，不然找人曝光"), "INS");
}

TEST(ShippedRouting, DangerWordsGoToTheDeskAtOnceWithAHandOff) {
    const std::pair<const char*, const char*> words[] = {
        {"漏气", "119"}, {"煤气味", "119"}, {"着火", "119"},   {"爆炸", "119"}, {"坍塌", "119"}, {"触电", "120"},
        {"晕倒", "120"}, {"昏迷", "120"},   {"生孩子", "120"}, {"断药", "120"}, {"透析", "120"}, {"没吃的", ""},
        {"要跳", "110"}, {"不想活", "110"}, {"拉横幅", "110"}, {"堵门", "110"}, {"堵路", "110"}};
    for (const auto& [word, handoff] : words) {
        const auto text = std::string("工厂里") + word + "了";
        const auto decision = router().decide({.category = "I6", .sector = "industry", .text = text});
        EXPECT_FALSE(decision.task_force) << word;
        EXPECT_EQ(decision.urgency, 1) << word;
        EXPECT_EQ(decision.handoff, handoff) << word;
        EXPECT_THAT(decision.tags, testing::Contains("danger")) << word;
    }
    EXPECT_EQ(router().decide({.text = "货车轮胎漏气"}).rule, "words-transport");
    EXPECT_NE(router().decide({.text = "网页需要跳转"}).rule, "danger-jump");
}

TEST(ShippedRouting, TheOrderOfReasonsIsKept) {
    EXPECT_EQ(owner({.sector = "industry", .about = "IND"}), "INS")
        << "a complaint about a task force before its sector";
    EXPECT_EQ(owner({.about = "INS"}), "triage") << "never to whom it is about";
    EXPECT_EQ(owner({.category = "J3", .sector = "commerce"}), "INS");
    EXPECT_EQ(owner({.sector = "construction", .project_code = "CC2022-013"}), "KEY")
        << "a key project before its sector";
    EXPECT_EQ(owner({.category = "J1", .project_code = "CC2022-013"}), "KEY")
        << "a key project before prevention rules";
    EXPECT_EQ(owner({.sector = "commerce", .text = "工地上的事"}), "COM") << "the sector before words";
    EXPECT_EQ(owner({.category = "B1", .text = "工地上的事"}), "CON") << "words before the topic";
    EXPECT_EQ(owner({.category = "B1"}), "TRA");
    for (const auto* topic : {"H1", "I6", "F1", "E1"})
        EXPECT_EQ(router().decide({.category = topic}).rule, "topic-desk-leads");
}

TEST(ShippedRouting, BreachesGoToInspectionAndTheOwnerAssists) {
    const auto decision = router().decide({.category = "J1", .sector = "transport"});
    EXPECT_EQ(decision.task_force, TaskForceId("INS"));
    EXPECT_THAT(decision.assistants, testing::ElementsAre(TaskForceId("TRA")));
    EXPECT_EQ(owner({.category = "J4"}), "INS");
}

TEST(ShippedRouting, NotWhenColumnIsKept) {
    EXPECT_EQ(owner_of("工厂旁边的工地停了"), "CON");
    EXPECT_EQ(owner_of("门店的供应商断货"), "COM");
    EXPECT_EQ(owner({.category = "A2", .text = "司机步行不让出小区"}), "triage");
    EXPECT_EQ(owner_of("请问没做核酸能上班吗"), "triage");
    EXPECT_EQ(owner_of("厂区食堂的餐饮"), "IND");
}

TEST(ShippedRouting, SectorAndTopicWorkTogether) {
    const auto decision = router().decide({.category = "B2", .sector = "industry", .text = "货车在高速口被劝返"});
    EXPECT_EQ(decision.task_force, TaskForceId("IND"));
    EXPECT_THAT(decision.assistants, testing::ElementsAre(TaskForceId("TRA")));
    EXPECT_EQ(decision.urgency, 2);
    EXPECT_EQ(router().decide({.category = "D1", .text = "整个园区停水"}).urgency, 1);
    EXPECT_EQ(router().decide({.category = "A2", .text = "今天上班出不去"}).urgency, 2);
    EXPECT_EQ(router().decide({.category = "H3", .text = "隔离点没饭"}).urgency, 1);
    EXPECT_EQ(router().decide({.category = "E2", .text = "几十名工人欠薪"}).urgency, 2);
}

TEST(ShippedRouting, KeyProjectsAreFoundByNameAndHaveAnOfficer) {
    const auto decision = router().decide({.text = "我们是云岭整车基地的分包，工人进不了场"});
    EXPECT_EQ(decision.task_force, TaskForceId("KEY"));
    const auto* project = shipped().rulebook.catalogue->key_projects.find(decision.project_code);
    ASSERT_NE(project, nullptr);
    EXPECT_FALSE(project->officer.empty());
}

TEST(ShippedRouting, EnterpriseNamesTellTheSector) {
    EXPECT_EQ(owner({.enterprise = "吉林某某物流有限公司"}), "TRA");
    EXPECT_EQ(owner({.enterprise = "长春某某建筑工程有限公司"}), "CON");
    EXPECT_EQ(owner({.enterprise = "长春某某模具制造有限公司"}), "IND");
    EXPECT_EQ(owner({.enterprise = "长春某某百货有限公司"}), "COM");
    EXPECT_EQ(owner({.category = "C1", .district = "220174", .caller_kind = "enterprise"}), "IND");
    EXPECT_EQ(owner({.category = "I2", .caller_kind = "sole_trader"}), "COM");
}

TEST(ShippedRouting, TextsInAnotherLanguageWithoutCategoryGoToTheDesk) {
    for (const auto* text :
         {"Noise - Residential: Loud Music/Party", "Street Light Out", "SW-Bulk Scheduled", "HEAT/HOT WATER",
          "Graffiti on building at 128th Street", "TRM-Alleys, pothole near 5th Ave"}) {
        const auto decision = router().decide({.caller_kind = "citizen", .title = text, .text = text});
        EXPECT_FALSE(decision.task_force) << text;
        EXPECT_EQ(decision.rule, "") << text;
        EXPECT_EQ(decision.urgency, 3) << text;
    }
}

}  // namespace
}  // namespace hotline
