#include "app/destinations.hpp"

namespace hotline {
namespace {

notify::Destination destination_of(const NotificationChannel& channel, const ChannelSecret& secret) {
    notify::Destination to;
    to.kind = notify::parse_channel_kind(to_string(channel.kind)).value_or(notify::ChannelKind::kWebhook);
    to.url = channel.url;
    to.secret = secret.secret;
    to.user = channel.user;
    to.password = secret.password;
    to.from = channel.from;
    switch (channel.kind) {
        case ChannelKind::kWecom: to.url += "?key=" + secret.token; break;
        case ChannelKind::kDingtalk: to.url += "?access_token=" + secret.token; break;
        case ChannelKind::kFeishu: to.url += "/" + secret.token; break;
        default: break;
    }
    return to;
}

ChannelSecret secret_of(const ChannelSecrets& secrets, const std::string& channel) {
    const auto found = secrets.find(channel);
    return found == secrets.end() ? ChannelSecret{} : found->second;
}

/// Nothing: it can be used.
std::string what_is_wrong(const NotificationChannel& channel, const ChannelSecret& secret) {
    const bool robot = channel.kind != ChannelKind::kWebhook && channel.kind != ChannelKind::kEmail;
    if (robot && secret.token.empty()) return "it has no token among the channel secrets";
    const auto right = notify::check(destination_of(channel, secret));
    return right ? std::string() : right.error().detail;
}

}  // namespace

std::expected<ChannelSecrets, ConfigurationErrors> read_channel_secrets(const Options& options) {
    if (options.channel_secrets.empty()) return ChannelSecrets{};
    return load_channel_secrets(options.channel_secrets);
}

ConfigurationErrors doubtful_channels(const Configuration& configuration, const ChannelSecrets& secrets) {
    ConfigurationErrors doubts;
    const auto doubt = [&](const std::string& channel, const std::string& why) {
        doubts.push_back({"notifications.yaml", 0, "channel '" + channel + "' cannot be used: " + why});
    };
    const auto& channels = configuration.rulebook.notifications->channels;
    for (const NotificationChannel& channel : channels.all()) {
        if (const auto why = what_is_wrong(channel, secret_of(secrets, channel.id)); !why.empty())
            doubt(channel.id, why);
    }
    for (const auto& [name, secret] : secrets) {
        if (!channels.has(name)) doubt(name, "there are secrets of it, but no channel");
    }
    return doubts;
}

std::shared_ptr<const Dispatch> dispatch_of(const std::shared_ptr<const Configuration>& configuration,
                                            const ChannelSecrets& secrets) {
    auto dispatch = std::make_shared<Dispatch>();
    dispatch->rules = {configuration, &configuration->rulebook};
    const NotificationRules& rules = *configuration->rulebook.notifications;
    for (const NotificationChannel& channel : rules.channels.all()) {
        const ChannelSecret secret = secret_of(secrets, channel.id);
        if (what_is_wrong(channel, secret).empty())
            dispatch->destinations.emplace(channel.id, destination_of(channel, secret));
    }
    dispatch->allowed = rules.allowed;
    return dispatch;
}

}  // namespace hotline
