// How somebody wants to be told: by which channels, in which order, in which language, and when not.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/calendar_day.hpp"

namespace hotline {

enum class Language : unsigned char { kZh, kEn };
inline constexpr std::array<std::string_view, 2> kLanguageNames{"zh", "en"};

/// Notification channels in their order: the first that can reach somebody at once, each further one so much later,
/// unless what the message is about has been seen to by then.
struct ChannelOrder {
    std::vector<std::string> channels = {};
    std::chrono::minutes between{10};
    bool operator==(const ChannelOrder&) const = default;
};

struct Contact {
    std::string email = {};
    std::string mobile = {};                   ///< as the group robots know it: digits
    ChannelOrder order = {};                   ///< no channels: the usual ones
    std::optional<MinuteInterval> quiet = {};  ///< local time of the city, also over midnight
    Language language = Language::kZh;
    bool operator==(const Contact&) const = default;
};

}  // namespace hotline
