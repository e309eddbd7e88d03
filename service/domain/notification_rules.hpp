// Who is told what, by which channels, in which words (config/notifications.yaml, config/notifications/). Plain values,
// built once by settings/.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/text_template.hpp"
#include "domain/catalogue.hpp"
#include "domain/contact.hpp"
#include "domain/delivery.hpp"
#include "domain/table.hpp"

namespace hotline {

class AllowList;

enum class ChannelKind : unsigned char { kWebhook, kWecom, kDingtalk, kFeishu, kEmail };
inline constexpr std::array<std::string_view, 5> kChannelKindNames{"webhook", "wecom", "dingtalk", "feishu", "email"};
[[nodiscard]] constexpr std::string_view to_string(ChannelKind kind) {
    return kChannelKindNames[static_cast<std::size_t>(kind)];
}

struct NotificationChannel {
    std::string id;
    ChannelKind kind = ChannelKind::kWebhook;
    std::string url;                   ///< smtp://host:587 of e-mail
    std::string from = {}, user = {};  ///< of e-mail
    Language language = Language::kZh;
    /// What is posted to the channel itself, a group's robot; of these task forces only, if any are named. A webhook
    /// gets every event instead.
    std::vector<Notice> posts = {};
    std::vector<TaskForceId> task_forces = {};
};

/// A message in one language for one kind of channel.
struct NoticeText {
    TextTemplate subject, body;
};

/// Beyond `singles` escalations of one kind within `within`, the rest of them is told in one message. Each waits for
/// `wait`, so that what comes together is seen together.
struct FoldRule {
    std::chrono::seconds wait{5};
    int singles = 3;
    std::chrono::minutes within{5};
};

/// Of what did not arrive: a second time after `first`, each time after twice as long, but no longer than `longest`,
/// and given up after `give_up`. Where `failures` in a row say that a channel is away, it is left alone for `pause`.
struct RetryRule {
    std::chrono::seconds first{5};
    std::chrono::seconds longest{3600};
    std::chrono::seconds give_up{24 * 3600};
    int failures = 5;
    std::chrono::seconds pause{30};
};

struct NotificationRules {
    std::string public_url;  ///< where people reach the service; no slash at the end
    Table<NotificationChannel> channels = {};
    ChannelOrder usual = {};  ///< of whoever has no wishes
    /// Recipients of each notice, in the words of ladders (kRecipients); of an escalation its step names them.
    std::array<std::vector<std::string>, kNoticeNames.size()> told = {};
    std::map<std::tuple<Notice, Language, ChannelKind>, NoticeText> texts = {};
    std::map<std::string, Names, std::less<>> targets = {}, levels = {};  ///< what they are called
    FoldRule fold = {};
    RetryRule retry = {};
    std::shared_ptr<const AllowList> allowed = {};  ///< where messages may go
};

}  // namespace hotline
