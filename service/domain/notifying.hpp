// Whom an event is told to, by which channels and when, and whether it still has to be said. Pure: what was decided
// when the message was planned is looked at again just before it goes out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/delivery.hpp"
#include "domain/rulebook.hpp"
#include "domain/ticket.hpp"

namespace hotline {

/// What people are told of it; nothing: nobody is. Needs no ticket, so most events end here.
[[nodiscard]] std::optional<Notice> notice_of(const TicketEvent& event);

/// Whether anybody hears of the event: people, a group, a webhook.
[[nodiscard]] bool concerns_anybody(const TicketEvent& event, const NotificationRules& rules);

struct Planned {
    std::vector<Delivery> deliveries;
    std::vector<PersonId> unreachable;  ///< they have no channel that could reach them
};
/// All messages of one event. `ticket` is at the event's revision or later; `text`: the event as it stands in the log.
/// `not_before` is still in the rulebook's time.
[[nodiscard]] Planned plan_deliveries(const Ticket& ticket, const TicketEvent& event, std::string_view text,
                                      const Rulebook& rules, Instant now);

/// Why it need not be said any more; nothing: it has to be. An event as data is told whatever happened since.
[[nodiscard]] std::optional<std::string_view> settled_meanwhile(Notice notice, const NoticeSubject& about,
                                                                const Ticket& ticket);

/// The end of the quiet hours that `now` lies in; nothing outside of them.
[[nodiscard]] std::optional<Instant> quiet_until(const MinuteInterval& quiet, const date::time_zone& zone, Instant now);

}  // namespace hotline
