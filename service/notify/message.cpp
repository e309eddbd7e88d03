#include "notify/message.hpp"

#include <algorithm>
#include <array>

namespace hotline::notify {
namespace {

constexpr std::array<std::string_view, 5> kKinds{"webhook", "wecom", "dingtalk", "feishu", "email"};

}  // namespace

std::string_view to_string(ChannelKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::optional<ChannelKind> parse_channel_kind(std::string_view text) {
    const auto found = std::ranges::find(kKinds, text);
    if (found == kKinds.end()) return std::nullopt;
    return static_cast<ChannelKind>(found - kKinds.begin());
}

Attempt delivered() { return {}; }

Attempt retry(std::string reason, std::optional<std::chrono::seconds> after) {
    static constexpr std::chrono::seconds kLongest = std::chrono::hours(24);
    if (after) after = std::clamp(*after, std::chrono::seconds(0), kLongest);
    return {Attempt::Outcome::kRetry, std::move(reason), after};
}

Attempt refused(std::string reason) { return {Attempt::Outcome::kRefused, std::move(reason), {}}; }

}  // namespace hotline::notify
