// notifications.yaml and its texts: what they say, and what they must not say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/allow_list.hpp"
#include "configuration_folder.hpp"
#include "settings/load_channel_secrets.hpp"

namespace hotline {
namespace {

using test::ConfigurationFolder;
using testing::Contains;
using testing::HasSubstr;

const std::string kFile = "notifications.yaml";
const std::string kChannels = R"(channels:
  - {id: mail, kind: email, url: "smtp://mail.example.org:587", from: hotline@example.org}
  - {id: tra, kind: wecom, posts: [queued, escalation], task_forces: [TRA], language: en}
  - {id: platform, kind: webhook, url: "https://data.example.org/in"}
)";

class NotificationSettings : public testing::Test {
protected:
    NotificationSettings() { folder_.replace(kFile, "channels: []\n", kChannels); }

    /// The line that was spoiled, and the only mistake that is found in the file.
    void expect_mistake(const std::string& old_text, const std::string& new_text, const std::string& message) {
        const int line = folder_.replace(kFile, old_text, new_text);
        const auto errors = folder_.errors();
        ASSERT_EQ(errors.size(), 1U) << to_string(errors);
        EXPECT_EQ(errors.front().file, kFile);
        EXPECT_EQ(errors.front().line, line) << to_string(errors);
        EXPECT_THAT(errors.front().message, HasSubstr(message));
    }

    ConfigurationFolder folder_;
};

TEST_F(NotificationSettings, AreRead) {
    const auto loaded = load_configuration(folder_.path());
    ASSERT_TRUE(loaded.has_value()) << to_string(loaded.error());
    const NotificationRules& rules = *loaded->rulebook.notifications;
    EXPECT_EQ(rules.channels.find("mail")->kind, ChannelKind::kEmail);
    EXPECT_EQ(rules.channels.find("tra")->url, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send");
    EXPECT_EQ(rules.channels.find("tra")->posts, (std::vector{Notice::kQueued, Notice::kEscalation}));
    EXPECT_EQ(rules.channels.find("tra")->language, Language::kEn);
    EXPECT_EQ(rules.told[static_cast<std::size_t>(Notice::kDecision)], (std::vector<std::string>{"lead", "manager"}));
    EXPECT_EQ(rules.retry.give_up, std::chrono::hours(24));
    EXPECT_TRUE(rules.allowed->allows_host("open.feishu.cn", 443));
    EXPECT_FALSE(rules.allowed->allows_host("169.254.169.254", 80));
}

TEST_F(NotificationSettings, EveryNoticeHasItsTextsInBothLanguagesForEachKindOfChannel) {
    const auto rules = load_configuration(folder_.path())->rulebook.notifications;
    for (std::size_t notice = 0; notice < static_cast<std::size_t>(Notice::kEvent); ++notice) {
        for (const auto language : {Language::kZh, Language::kEn}) {
            for (const auto kind :
                 {ChannelKind::kEmail, ChannelKind::kWecom, ChannelKind::kDingtalk, ChannelKind::kFeishu}) {
                const auto text = rules->texts.find({static_cast<Notice>(notice), language, kind});
                ASSERT_NE(text, rules->texts.end()) << kNoticeNames[notice];
                const auto body = text->second.body.render({{"ticket", "T"}, {"link", "L"}, {"count", "23"}});
                EXPECT_THAT(body, HasSubstr(kNoticeNames[notice] == "folded" ? "23" : "T"));
                EXPECT_THAT(body, HasSubstr("L"));
            }
        }
    }
}

TEST_F(NotificationSettings, AnUnknownChannelIsRefused) {
    expect_mistake("usual: {channels: []", "usual: {channels: [pigeon]", "unknown channel 'pigeon'");
}
TEST_F(NotificationSettings, AnUnknownKindIsRefused) {
    expect_mistake("kind: wecom", "kind: fax", "unknown kind 'fax'");
}
TEST_F(NotificationSettings, AChannelTwiceIsRefused) { expect_mistake("id: platform", "id: mail", "exists already"); }
TEST_F(NotificationSettings, AnUnknownNoticeIsRefused) {
    expect_mistake("posts: [queued, escalation]", "posts: [queued, event]", "unknown notice 'event'");
}
TEST_F(NotificationSettings, OnlyRobotsPost) {
    expect_mistake(R"(url: "https://data.example.org/in")", R"(url: "https://data.example.org/in", posts: [queued])",
                   "only the robot of a group posts");
}
TEST_F(NotificationSettings, AnUnknownRecipientIsRefused) {
    expect_mistake("decided: [holder]", "decided: [mayor]", "unknown recipient 'mayor'");
}
TEST_F(NotificationSettings, WebhooksSpeakTls) {
    expect_mistake("https://data.example.org/in", "http://data.example.org/in", "must be an https address");
}
TEST_F(NotificationSettings, MailIsSentBySmtp) {
    expect_mistake("smtp://mail.example.org:587", "https://mail.example.org", "must be smtp://host:port");
}
TEST_F(NotificationSettings, MailComesFromAnAddress) {
    expect_mistake("from: hotline@example.org", "from: hotline", "must be an address");
}
TEST_F(NotificationSettings, MessagesDoNotGoJustAnywhere) {
    expect_mistake("  hosts: [qyapi.weixin.qq.com, oapi.dingtalk.com, open.feishu.cn]\n", "", "could go anywhere");
}
TEST_F(NotificationSettings, NetworksAreNetworks) {
    expect_mistake("networks: []", "networks: [10.0.0.0/99]", "10.0.0.0/99");
}
TEST_F(NotificationSettings, LinksAreSafe) {
    expect_mistake("http://127.0.0.1:8080", "http://hotline.example.org", "must be an https address");
}

TEST(NoticeTexts, HaveNoPlaceForWhoCalled) {
    const ConfigurationFolder folder;
    const int line = folder.replace("notifications/queued.yaml", "New ticket {{ticket}}", "New ticket {{phone}}");
    const auto errors = folder.errors();
    ASSERT_EQ(errors.size(), 1U) << to_string(errors);
    EXPECT_EQ(errors.front().line, line);
    EXPECT_THAT(errors.front().message, HasSubstr("nothing is called {{phone}}"));
}

TEST(NoticeTexts, ARobotMayHaveWordsOfItsOwn) {
    const ConfigurationFolder folder;
    folder.append("notifications/queued.yaml", "  feishu: {subject: S, body: \"own {{ticket}}\"}\n");
    const auto loaded = load_configuration(folder.path());
    ASSERT_TRUE(loaded) << to_string(loaded.error());
    const auto& texts = loaded->rulebook.notifications->texts;
    EXPECT_EQ(texts.at({Notice::kQueued, Language::kEn, ChannelKind::kFeishu}).body.render({{"ticket", "7"}}), "own 7");
    EXPECT_NE(texts.at({Notice::kQueued, Language::kEn, ChannelKind::kWecom}).body.render({{"ticket", "7"}}), "own 7");
}

TEST(NoticeWords, NameEveryTarget) {
    const ConfigurationFolder folder;
    folder.replace("notifications/words.yaml", "  report: {zh: 中途汇报, en: interim report}\n", "");
    EXPECT_THAT(folder.errors(),
                Contains(testing::Field(&ConfigurationError::message, HasSubstr("'report' has no name"))));
}

TEST(ChannelSecrets, AreReadAndNeverRepeated) {
    const ConfigurationFolder folder;
    folder.write("channels.secret", "mail: {password: hunter2}\ntra: {token: abc, secret: SECdef}\n");
    const auto secrets = load_channel_secrets(folder.path() / "channels.secret");
    ASSERT_TRUE(secrets.has_value());
    EXPECT_EQ(secrets->at("mail").password, "hunter2");
    EXPECT_EQ(secrets->at("tra").token, "abc");
    folder.write("channels.secret", "mail: {passwort: hunter2}\ntra: hunter3\n");
    const auto refused = load_channel_secrets(folder.path() / "channels.secret");
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(to_string(refused.error()), testing::AllOf(HasSubstr("passwort"), testing::Not(HasSubstr("hunter"))));
}

}  // namespace
}  // namespace hotline
