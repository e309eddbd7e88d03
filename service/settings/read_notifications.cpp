#include <algorithm>

#include "base/allow_list.hpp"
#include "base/mail_address.hpp"
#include "base/web_address.hpp"
#include "settings/readers.hpp"

namespace hotline::settings {

namespace {

constexpr int kMostMinutes = 7 * 24 * 60;
constexpr std::size_t kLongestId = 32;  // so that a message's key, which names it, fits into a header

/// Their places in the texts. Nothing of who called is among them.
constexpr std::array<std::string_view, 13> kPlaces{"city",     "ticket", "task_force", "category", "urgency",
                                                   "district", "target", "level",      "due",      "by",
                                                   "count",    "link",   "list_link"};

template <class Names>
std::optional<std::size_t> place_in(const Names& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

std::string vendor_address(ChannelKind kind) {
    switch (kind) {
        case ChannelKind::kWecom: return "https://qyapi.weixin.qq.com/cgi-bin/webhook/send";
        case ChannelKind::kDingtalk: return "https://oapi.dingtalk.com/robot/send";
        case ChannelKind::kFeishu: return "https://open.feishu.cn/open-apis/bot/v2/hook";
        default: return {};
    }
}

std::string read_url(YamlSection& section, ChannelKind kind) {
    std::string usual = vendor_address(kind);
    auto url = usual.empty() ? section.text("url") : section.optional_text("url");
    if (url.empty()) return usual;
    const bool mail = kind == ChannelKind::kEmail;
    if (mail ? url.starts_with("smtp://") || url.starts_with("smtps://") : is_safe_address(url)) return url;
    section.error("url", mail ? "'url' must be smtp://host:port or smtps://host:port, not '" + url + "'"
                              : "'url' must be an https address (http only to this machine), not '" + url + "'");
    return {};
}

Language read_language(YamlSection& section, std::string_view key) {
    const auto name = section.optional_text(key);
    const auto language = place_in(kLanguageNames, name);
    if (!name.empty() && !language)
        section.error(key, "'" + std::string(key) + "' must be zh or en, not '" + name + "'");
    return static_cast<Language>(language.value_or(0));
}

std::vector<Notice> read_posts(YamlSection& section, ChannelKind kind) {
    std::vector<Notice> posts;
    const bool robot = kind != ChannelKind::kEmail && kind != ChannelKind::kWebhook;
    for (const auto& [name, line] : section.list("posts")) {
        const auto notice = parse_notice(name);
        if (!notice || *notice == Notice::kFolded || *notice == Notice::kEvent) {
            section.error_at(line, "unknown notice '" + name + "'");
        } else if (!robot) {
            section.error_at(
                line, "only the robot of a group posts notices; a webhook gets every event, e-mail goes to people");
        } else {
            posts.push_back(*notice);
        }
    }
    return posts;
}

std::optional<NotificationChannel> read_channel(YamlSection& section, const Catalogue& catalogue) {
    NotificationChannel channel;
    channel.id = section.id("id");
    section.call("channel '" + channel.id + "'");
    if (channel.id.size() > kLongestId) section.error("id", "'id' has at most 32 characters");
    const auto name = section.text("kind");
    const auto kind = place_in(kChannelKindNames, name);
    if (!kind) {
        if (!name.empty())
            section.error("kind", "unknown kind '" + name + "' (webhook, wecom, dingtalk, feishu, email)");
        return std::nullopt;
    }
    channel.kind = static_cast<ChannelKind>(*kind);
    channel.url = read_url(section, channel.kind);
    if (channel.kind == ChannelKind::kEmail) {
        channel.from = section.text("from");
        channel.user = section.optional_text("user");
        if (!channel.from.empty() && !is_mail_address(channel.from))
            section.error("from", "'from' must be an address such as hotline@example.org");
    }
    channel.language = read_language(section, "language");
    channel.posts = read_posts(section, channel.kind);
    channel.task_forces = read_task_force_list(section, "task_forces", catalogue);
    section.done();
    return channel;
}

void read_channels_of(YamlSection& file, const Catalogue& catalogue, NotificationRules& rules) {
    for (YamlSection& section : file.sections("channels", "channel")) {
        auto channel = read_channel(section, catalogue);
        if (channel && !rules.channels.add(*channel))
            section.error("id", "channel '" + channel->id + "' exists already");
    }
}

void read_usual(YamlSection& file, NotificationRules& rules) {
    file.require("usual");
    auto section = file.section("usual");
    if (!section) return;
    rules.usual.channels = known_ids(*section, "channels", rules.channels, "channel");
    rules.usual.between = std::chrono::minutes(section->integer("minutes_between", 0, kMostMinutes));
    section->done();
}

void read_told(YamlSection& file, NotificationRules& rules) {
    file.require("told");
    auto section = file.section("told");
    if (!section) return;
    for (const std::string& name : section->keys()) {
        const auto notice = parse_notice(name);
        if (!notice || *notice >= Notice::kFolded || *notice == Notice::kEscalation) {
            section->error(name, "unknown notice '" + name + "'");
            section->allow(name);
            continue;
        }
        for (auto& [recipient, line] : section->list(name)) {
            if (std::ranges::find(kRecipients, recipient) == kRecipients.end()) {
                section->error_at(line, "unknown recipient '" + recipient + "'");
            }
            rules.told[static_cast<std::size_t>(*notice)].push_back(std::move(recipient));
        }
    }
    section->done();
}

void read_fold(YamlSection& file, FoldRule& fold) {
    file.require("fold");
    auto section = file.section("fold");
    if (!section) return;
    fold.wait = std::chrono::seconds(section->integer("wait_seconds", 0, 600));
    fold.singles = static_cast<int>(section->integer("singles", 1, 1000));
    fold.within = std::chrono::minutes(section->integer("within_minutes", 1, 24 * 60));
    section->done();
}

void read_retry(YamlSection& file, RetryRule& retry) {
    file.require("retry");
    auto section = file.section("retry");
    if (!section) return;
    constexpr int kDay = 24 * 3600;
    retry.first = std::chrono::seconds(section->integer("first_seconds", 1, 3600));
    retry.longest = std::chrono::seconds(section->integer("longest_seconds", retry.first.count(), kDay));
    retry.give_up = std::chrono::seconds(section->integer("give_up_seconds", retry.first.count(), 7 * kDay));
    retry.failures = static_cast<int>(section->integer("failures_in_a_row", 1, 1000));
    retry.pause = std::chrono::seconds(section->integer("pause_seconds", 1, 3600));
    section->done();
}

void read_words(YamlSection& file, std::string_view key, std::map<std::string, Names, std::less<>>& words) {
    file.require(key);
    auto section = file.section(key);
    if (!section) return;
    for (const std::string& name : section->keys()) {
        if (auto names = section->section(name)) {
            words.insert_or_assign(name, names->names());
            names->done();
        }
    }
    section->done();
}

void read_allow(YamlSection& file, NotificationRules& rules) {
    file.require("allow");
    auto section = file.section("allow");
    if (!section) return;
    const auto hosts = section->list("hosts");
    const auto networks = section->list("networks");
    const auto values = [](const std::vector<Located>& list) {
        std::vector<std::string> texts;
        for (const auto& [value, line] : list) texts.push_back(value);
        return texts;
    };
    if (hosts.empty()) section->error("hosts", "without 'hosts' messages could go anywhere");
    section->done();
    auto made = AllowList::make(values(hosts), values(networks));
    if (!made) {
        // "hosts/1", the place of what is wrong.
        const std::string& field = made.error().field;
        const auto& list = field.starts_with("hosts") ? hosts : networks;
        const Located& wrong = list.at(static_cast<std::size_t>(std::stoi(field.substr(field.find('/') + 1))));
        return section->error_at(wrong.line, "'" + wrong.value + "': " + made.error().detail);
    }
    rules.allowed = std::make_shared<const AllowList>(*std::move(made));
}

TextTemplate read_template(YamlSection& section, std::string_view key) {
    auto text = section.text(key);
    if (text.empty()) return {};
    auto parsed = TextTemplate::parse(std::move(text), kPlaces);
    if (parsed) return *std::move(parsed);
    section.error(key, parsed.error().detail);
    return {};
}

NoticeText read_text(YamlSection& section) {
    NoticeText text{read_template(section, "subject"), read_template(section, "body")};
    section.done();
    return text;
}

void read_language_texts(YamlSection& texts, Notice notice, Language language, NotificationRules& rules) {
    const auto put = [&](std::string_view name, ChannelKind kind) {
        if (auto section = texts.section(name))
            rules.texts.insert_or_assign({notice, language, kind}, read_text(*section));
    };
    texts.require("email");
    put("email", ChannelKind::kEmail);
    texts.require("robot");
    for (const auto kind : {ChannelKind::kWecom, ChannelKind::kDingtalk, ChannelKind::kFeishu}) {
        put("robot", kind);
        put(to_string(kind), kind);  // where one says it in its own way
    }
    texts.done();
}

}  // namespace

void read_notifications(YamlSection file, const Catalogue& catalogue, NotificationRules& rules) {
    rules.public_url = file.text("public_url");
    if (!rules.public_url.empty() && (!is_safe_address(rules.public_url) || rules.public_url.ends_with('/'))) {
        file.error("public_url",
                   "'public_url' must be an https address (http only to this machine) without a slash at the end");
    }
    read_channels_of(file, catalogue, rules);
    read_usual(file, rules);
    read_told(file, rules);
    read_fold(file, rules.fold);
    read_retry(file, rules.retry);
    read_allow(file, rules);
    file.done();
}

void read_notice_words(YamlSection file, NotificationRules& rules) {
    read_words(file, "targets", rules.targets);
    read_words(file, "levels", rules.levels);
    for (const std::string_view target : kTargetNames) {
        if (!rules.targets.contains(target)) file.error("targets", "'" + std::string(target) + "' has no name");
    }
    file.done();
}

void read_notice_texts(YamlSection file, Notice notice, NotificationRules& rules) {
    for (std::size_t i = 0; i < kLanguageNames.size(); ++i) {
        file.require(kLanguageNames[i]);
        if (auto texts = file.section(kLanguageNames[i])) {
            read_language_texts(*texts, notice, static_cast<Language>(i), rules);
        }
    }
    file.done();
}

}  // namespace hotline::settings
