// What robots are sent, byte for byte, and what their answers mean.
#include "notify/robots.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/json.hpp"

namespace hotline::notify {
namespace {

using namespace std::chrono_literals;
using http::Json;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr Instant kNow{1'700'000'000'000ms};

Destination wecom() {
    return {.kind = ChannelKind::kWecom, .url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693axxx6-7aoc"};
}
Destination dingtalk() {
    return {.kind = ChannelKind::kDingtalk,
            .url = "https://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
            .secret = "SECf00d"};
}
Destination feishu() {
    return {
        .kind = ChannelKind::kFeishu, .url = "https://open.feishu.cn/open-apis/bot/v2/hook/0a1b2c3d", .secret = "f00d"};
}

Message message() { return {.key = "e-1", .subject = "工单即将逾期", .text = "**100000127** 还剩 30 分钟"}; }

Json body(const Destination& destination, const Message& said) {
    return Json::parse(robot_request(destination, said, kNow).body);
}

TEST(Wecom, GetsMarkdown) {
    const auto request = robot_request(wecom(), message(), kNow);
    EXPECT_EQ(request.url, wecom().url);
    EXPECT_EQ(request.body,
              R"({"markdown":{"content":"### 工单即将逾期\n**100000127** 还剩 30 分钟"},"msgtype":"markdown"})");
    EXPECT_EQ(request.headers.front().second, "application/json; charset=utf-8");
}

TEST(Wecom, GetsPlainTextWherePeopleAreCalled) {
    auto said = message();
    said.mention_mobiles = {"13800000000", "13900000000"};
    EXPECT_EQ(robot_request(wecom(), said, kNow).body,
              R"({"msgtype":"text","text":{"content":"工单即将逾期\n**100000127** 还剩 30 分钟",)"
              R"("mentioned_mobile_list":["13800000000","13900000000"]}})");
}

TEST(Wecom, LongTextsAreCutAtACharacter) {
    auto said = message();
    said.subject.clear();
    for (int i = 0; i < 1'400; ++i) said.text += "长";
    const auto markdown = body(wecom(), said)["markdown"]["content"].get<std::string>();
    EXPECT_LE(markdown.size(), 4'096U);
    EXPECT_GT(markdown.size(), 4'090U);
    EXPECT_THAT(markdown, EndsWith("长…"));
    said.mention_mobiles = {"13800000000"};
    const auto text = body(wecom(), said)["text"]["content"].get<std::string>();
    EXPECT_LE(text.size(), 2'048U);
    EXPECT_THAT(text, EndsWith("长…"));
}

TEST(Dingtalk, GetsMarkdownAtASignedAddress) {
    const auto request = robot_request(dingtalk(), message(), kNow);
    EXPECT_EQ(request.url,
              dingtalk().url + "&timestamp=1700000000000&sign=n5%2FwesK7p8s3fFqKfhkFDghx9m0CNSBY%2FP8R9Sdcb%2BU%3D");
    EXPECT_EQ(request.body,
              R"({"at":{"atMobiles":[],"isAtAll":false},"markdown":{)"
              R"("text":"### 工单即将逾期\n**100000127** 还剩 30 分钟","title":"工单即将逾期"},"msgtype":"markdown"})");
}

TEST(Dingtalk, CallsPeopleInTheTextToo) {
    auto said = message();
    said.mention_mobiles = {"13800000000", "13900000000"};
    const auto json = body(dingtalk(), said);
    EXPECT_EQ(json["at"], (Json{{"atMobiles", {"13800000000", "13900000000"}}, {"isAtAll", false}}));
    EXPECT_THAT(json["markdown"]["text"].get<std::string>(), EndsWith("\n\n@13800000000 @13900000000 "));
}

TEST(Dingtalk, WithoutASecretTheAddressIsAsItIs) {
    auto destination = dingtalk();
    destination.secret.clear();
    EXPECT_EQ(robot_request(destination, message(), kNow).url, destination.url);
}

TEST(Feishu, GetsASignedCard) {
    const auto request = robot_request(feishu(), message(), kNow);
    EXPECT_EQ(request.url, feishu().url);
    EXPECT_EQ(request.body,
              R"({"card":{"config":{"wide_screen_mode":true},)"
              R"("elements":[{"content":"**100000127** 还剩 30 分钟","tag":"markdown"}],)"
              R"("header":{"title":{"content":"工单即将逾期","tag":"plain_text"}}},"msg_type":"interactive",)"
              R"("sign":"eT40dDQy9Q2PtOD1BjG0izTPtFz3cjgokKNBHfKJnwY=","timestamp":"1700000000"})");
    auto unsigned_one = feishu();
    unsigned_one.secret.clear();
    EXPECT_FALSE(body(unsigned_one, message()).contains("sign"));
}

TEST(Robots, GetValidJsonOfTwentyKilobytesAtMostWhateverIsSaid) {
    auto said = message();
    said.subject = "two\nlines \xff";
    said.text = std::string(50'000, 'x') + "\xff";
    for (const auto& destination : {wecom(), dingtalk(), feishu()}) {
        const auto request = robot_request(destination, said, kNow);
        EXPECT_LE(request.body.size(), 20'000U);
        EXPECT_TRUE(http::parse_json_object(request.body).has_value());
    }
    EXPECT_EQ(body(feishu(), said)["card"]["header"]["title"]["content"], "two lines \xef\xbf\xbd");
}

struct Case {
    Destination destination;
    int status;
    std::string body;
    Attempt expected;
};

class RobotAnswer : public testing::TestWithParam<Case> {};

TEST_P(RobotAnswer, MeansWhatItSays) {
    const auto& [destination, status, body, expected] = GetParam();
    const auto attempt = robot_attempt(destination, {status, body, {}});
    EXPECT_EQ(attempt.outcome, expected.outcome) << body;
    EXPECT_EQ(attempt.reason, expected.reason);
    EXPECT_EQ(attempt.retry_after, expected.retry_after);
}

INSTANTIATE_TEST_SUITE_P(
    OfWecom, RobotAnswer,
    testing::Values(Case{wecom(), 200, R"({"errcode":0,"errmsg":"ok"})", delivered()},
                    Case{wecom(), 200, R"({"errcode":45009,"errmsg":"api freq out of limit"})",
                         retry("errcode 45009: api freq out of limit", 60s)},
                    Case{wecom(), 200, R"({"errcode":93000,"errmsg":"invalid webhook url, hint: [693axxx6-7aoc]"})",
                         refused("errcode 93000: invalid webhook url, hint: […]")},
                    Case{wecom(), 200, R"({"errcode":40008,"errmsg":"invalid message type"})",
                         refused("errcode 40008: invalid message type")},
                    Case{wecom(), 200, R"({"errcode":-1,"errmsg":"system busy"})", retry("errcode -1: system busy")},
                    Case{wecom(), 200, R"({"errcode":77777})", retry("errcode 77777")},
                    Case{wecom(), 200, "<html>Log in to the hotel's Wi-Fi</html>",
                         retry("the answer is not the robot's")},
                    Case{wecom(), 200, "", retry("the answer is not the robot's")},
                    Case{wecom(), 200, R"({"errmsg":"ok"})", retry("the answer is not the robot's")},
                    Case{wecom(), 200, R"({"errcode":"0"})", retry("the answer is not the robot's")},
                    Case{wecom(), 200, R"({"errcode":7,"errcode":0})", retry("the answer is not the robot's")},
                    Case{wecom(), 502, "bad gateway", retry("HTTP 502")}, Case{wecom(), 404, "", refused("HTTP 404")},
                    Case{wecom(), 500, R"({"errcode":0})", retry("HTTP 500")}));

INSTANTIATE_TEST_SUITE_P(
    OfDingtalk, RobotAnswer,
    testing::Values(Case{dingtalk(), 200, R"({"errcode":0,"errmsg":"ok"})", delivered()},
                    Case{dingtalk(), 200, R"({"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"})",
                         retry("errcode 130101: send too fast, exceed 20 times per minute", 60s)},
                    Case{dingtalk(), 200, R"({"errcode":410100})", retry("errcode 410100", 60s)},
                    Case{dingtalk(), 200, R"({"errcode":310000,"errmsg":"sign not match"})",
                         refused("errcode 310000: sign not match")},
                    Case{dingtalk(), 200, R"({"errcode":300001,"errmsg":"token is not exist"})",
                         refused("errcode 300001: token is not exist")},
                    Case{dingtalk(), 200, R"({"errcode":-1,"errmsg":"系统繁忙"})", retry("errcode -1: 系统繁忙")}));

INSTANTIATE_TEST_SUITE_P(
    OfFeishu, RobotAnswer,
    testing::Values(
        Case{feishu(), 200, R"({"StatusCode":0,"StatusMessage":"success","code":0,"data":{},"msg":"success"})",
             delivered()},
        Case{feishu(), 200, R"({"code":11232,"data":{},"msg":"frequency limited psm[lark.oapi]appID[1500]"})",
             retry("code 11232: frequency limited psm[lark.oapi]appID[1500]", 60s)},
        Case{feishu(), 400, R"({"code":9499,"msg":"too many request"})", retry("code 9499: too many request", 60s)},
        Case{feishu(), 200,
             R"({"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"})",
             refused("code 19021: sign match fail or timestamp is not within one hour from current time")},
        Case{feishu(), 200, R"({"code":19024,"msg":"Key Words Not Found"})",
             refused("code 19024: Key Words Not Found")},
        Case{feishu(), 200, R"({"code":77777,"msg":"0a1b2c3d f00d"})", retry("code 77777: … f00d")}));

}  // namespace
}  // namespace hotline::notify
