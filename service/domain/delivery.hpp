// A message to somebody about a ticket, on its way: what the outbox holds.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/sla_clock.hpp"
#include "domain/ticket_number.hpp"

namespace hotline {

/// What a message is about; each has its texts (config/notifications).
enum class Notice : unsigned char {
    kQueued,      ///< a ticket has come to a task force
    kTriage,      ///< to the duty desk
    kEscalation,  ///< a step of a ladder
    kUrged,       ///< its caller chases
    kPart,        ///< another task force is asked for a part
    kDecision,    ///< somebody asks for one
    kDecided,
    kOrder,     ///< a supervisor has given one
    kDeclined,  ///< somebody who was told says that it is not theirs
    kFolded,    ///< many escalations in one message
    kEvent,     ///< any event, as data: for webhooks
};
inline constexpr std::array<std::string_view, 11> kNoticeNames{
    "queued", "triage", "escalation", "urged", "part", "decision", "decided", "order", "declined", "folded", "event"};
[[nodiscard]] constexpr std::string_view to_string(Notice notice) {
    return kNoticeNames[static_cast<std::size_t>(notice)];
}
[[nodiscard]] std::optional<Notice> parse_notice(std::string_view name);

/// The ticket's event that a message is about, and the clock of an escalation.
struct NoticeSubject {
    TicketNumber number;
    Revision revision = 0;
    TaskForceId task_force = {};
    PersonId by = {};
    Instant at{};
    Target target = Target::kAck;  ///< these of an escalation
    std::string level = {};
    int generation = 0;
    int item = 0;  ///< or the number of the part or order
};

struct FailedAttempt {
    Instant at{};
    std::string reason;
};

struct Delivery {
    /// Stable for one (event, recipient, channel): receivers tell duplicates by it. Of one alphabet with e-mail's
    /// Message-ID and the webhook-id: no '.', nothing to be quoted.
    std::string key;
    Notice notice = Notice::kEvent;
    std::string channel;
    PersonId recipient = {};  ///< empty: the channel itself, a group or another system
    NoticeSubject about;
    std::vector<NoticeSubject> folded = {};  ///< of kFolded: what it stands for
    std::string event = {};                  ///< of kEvent: as it stands in the event log
    std::string trace = {};                  ///< of the event
    Instant not_before{};                    ///< in the world's time, as all below
    Instant created{};
    int attempts = 0;
    std::vector<FailedAttempt> failures = {};  ///< the latest last, at most kFailuresKept

    static constexpr std::size_t kFailuresKept = 20;
};

/// What is told in its order: one ticket's messages to one recipient by one channel.
[[nodiscard]] std::string lane_of(const Delivery& delivery);
/// What is folded together when there is much of it: escalations of one level and target in one task force.
[[nodiscard]] std::string fold_group_of(const Delivery& delivery);

[[nodiscard]] std::string delivery_key(const NoticeSubject& about, const PersonId& recipient, std::string_view channel);

}  // namespace hotline
