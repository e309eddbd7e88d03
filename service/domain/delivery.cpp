#include "domain/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hotline {

std::optional<Notice> parse_notice(std::string_view name) {
    const auto found = std::ranges::find(kNoticeNames, name);
    if (found == kNoticeNames.end()) return std::nullopt;
    return static_cast<Notice>(found - kNoticeNames.begin());
}

std::string lane_of(const Delivery& delivery) {
    // A message that stands for many tickets waits for none of them.
    const std::string what = delivery.notice == Notice::kFolded ? delivery.key : delivery.about.number.text();
    return fmt::format("{}+{}+{}", what, delivery.recipient.value, delivery.channel);
}

std::string fold_group_of(const Delivery& delivery) {
    const NoticeSubject& about = delivery.about;
    return fmt::format("{}+{}+{}+{}+{}", delivery.recipient.value, delivery.channel, about.task_force.value,
                       to_string(about.target), about.level);
}

std::string delivery_key(const NoticeSubject& about, const PersonId& recipient, std::string_view channel) {
    auto key = fmt::format("{}+{}+{}+{}", about.number.text(), about.revision, recipient.value, channel);
    std::ranges::replace(key, '.', '~');
    return key;
}

}  // namespace hotline
