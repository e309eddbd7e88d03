#include "domain/notifying.hpp"

#include <algorithm>
#include <charconv>
#include <ranges>

#include "base/instant.hpp"
#include "domain/canary.hpp"
#include "domain/change.hpp"
#include "domain/escalation.hpp"
#include "domain/telling.hpp"

namespace hotline {
namespace {

std::string_view change_of(const TicketEvent& event, std::string_view name) {
    const auto found = event.changes.find(std::string(name));
    return found == event.changes.end() ? std::string_view() : std::string_view(found->second);
}

int number_in(const TicketEvent& event, std::string_view name) {
    int number = 0;
    const auto text = change_of(event, name);
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::vector<PersonId> people_in(std::string_view list) {
    std::vector<PersonId> people;
    for (const auto name : list | std::views::split(',')) people.emplace_back(std::string(std::string_view(name)));
    return people;
}

/// Where the ticket has got to, if it has got there now.
std::optional<Notice> arrival(const TicketEvent& event) {
    if (event.to == State::kQueued) return Notice::kQueued;
    if (event.to == State::kTriage) return Notice::kTriage;
    return std::nullopt;
}

NoticeSubject subject_of(const Ticket& ticket, const TicketEvent& event, Notice notice) {
    NoticeSubject about{ticket.number, event.revision, event.task_force, event.actor, event.at};
    if (notice == Notice::kPart) {
        about.item = number_in(event, "part");
        about.task_force = TaskForceId(std::string(change_of(event, "of")));
    }
    if (notice == Notice::kOrder) about.item = number_in(event, "order");
    if (notice != Notice::kEscalation) return about;
    const auto target = std::ranges::find(kTargetNames, change_of(event, "target"));
    if (target != kTargetNames.end()) about.target = static_cast<Target>(target - kTargetNames.begin());
    about.level = change_of(event, "level");
    about.generation = number_in(event, "of_generation");
    about.item = number_in(event, "item");
    return about;
}

bool covers(const NotificationChannel& channel, const TaskForceId& task_force) {
    return channel.task_forces.empty() ||
           std::ranges::find(channel.task_forces, task_force) != channel.task_forces.end();
}

bool posts(const NotificationChannel& channel, Notice notice, const TaskForceId& task_force) {
    return std::ranges::find(channel.posts, notice) != channel.posts.end() && covers(channel, task_force);
}

bool can_reach(const NotificationChannel* channel, const Contact& contact) {
    if (channel == nullptr || channel->kind == ChannelKind::kWebhook) return false;
    return channel->kind == ChannelKind::kEmail ? !contact.email.empty() : !contact.mobile.empty();
}

/// The messages of one event.
class Planner {
public:
    Planner(const Ticket& ticket, const TicketEvent& event, const Rulebook& rules, Instant now)
        : ticket_(ticket), event_(event), rules_(rules), notifications_(*rules.notifications), now_(now) {}

    Planned plan(std::string_view text) && {
        add_events(text);
        if (const auto notice = notice_of(event_)) {
            const auto about = subject_of(ticket_, event_, *notice);
            add_posts(*notice, about);
            for (const PersonId& person : people(*notice, about)) add_person(*notice, about, person);
        }
        return std::move(planned_);
    }

private:
    void add(Notice notice, const NoticeSubject& about, const std::string& channel, const PersonId& recipient,
             Instant at) {
        Delivery delivery;
        delivery.key = delivery_key(about, recipient, channel);
        delivery.notice = notice;
        delivery.channel = channel;
        delivery.recipient = recipient;
        delivery.about = about;
        delivery.trace = event_.trace;
        delivery.not_before = at;
        planned_.deliveries.push_back(std::move(delivery));
    }

    void add_events(std::string_view text) {
        for (const NotificationChannel& channel : notifications_.channels.all()) {
            if (channel.kind != ChannelKind::kWebhook || !covers(channel, event_.task_force)) continue;
            add(Notice::kEvent, subject_of(ticket_, event_, Notice::kEvent), channel.id, {}, now_);
            planned_.deliveries.back().event = text;
        }
    }

    void add_posts(Notice notice, const NoticeSubject& about) {
        for (const NotificationChannel& channel : notifications_.channels.all()) {
            if (posts(channel, notice, about.task_force)) add(notice, about, channel.id, {}, now_);
        }
    }

    [[nodiscard]] std::vector<PersonId> people(Notice notice, const NoticeSubject& about) const {
        if (notice == Notice::kEscalation) return people_in(change_of(event_, "people"));
        const Person system = the_system();
        const Debtor debtor{about.task_force, notice == Notice::kPart ? PersonId() : ticket_.holder};
        LadderStep words;
        words.notify = notifications_.told[static_cast<std::size_t>(notice)];
        auto told = recipients(words, debtor, Act{rules_, system, now_});
        std::erase(told, event_.actor);  // knows it already
        return told;
    }

    void add_person(Notice notice, const NoticeSubject& about, const PersonId& person) {
        const Contact* const contact = rules_.people.contact(person);
        if (contact == nullptr) return;  // has left
        const ChannelOrder& order = contact->order.channels.empty() ? notifications_.usual : contact->order;
        Instant at = now_;
        bool reached = false;
        for (const std::string& channel : order.channels) {
            if (!can_reach(notifications_.channels.find(channel), *contact)) continue;
            add(notice, about, channel, person, when_awake(person, *contact, at));
            at += order.between;
            reached = true;
        }
        if (!reached) planned_.unreachable.push_back(person);
    }

    /// Who is on duty has no quiet hours, and what is most urgent knows none.
    [[nodiscard]] Instant when_awake(const PersonId& person, const Contact& contact, Instant at) const {
        if (!contact.quiet || ticket_.matter.urgency == rules_.catalogue->urgencies.front().level) return at;
        const auto until = quiet_until(*contact.quiet, *rules_.service.zone, at);
        return until && !is_on_duty(person, at) ? *until : at;
    }

    [[nodiscard]] bool is_on_duty(const PersonId& person, Instant at) const {
        for (const TaskForceId& covered : {ticket_.task_force, TaskForceId()}) {
            const auto there = on_duty(rules_.duty, covered, at);
            if (std::ranges::find(there, person) != there.end()) return true;
        }
        return false;
    }

    const Ticket& ticket_;
    const TicketEvent& event_;
    const Rulebook& rules_;
    const NotificationRules& notifications_;
    Instant now_;
    Planned planned_;
};

bool escalation_settled(const NoticeSubject& about, const Ticket& ticket) {
    return std::ranges::none_of(ticket.clocks, [&](const SlaClock& clock) {
        return clock.target == about.target && clock.generation == about.generation && clock.item == about.item &&
               is_still_owed(ticket, clock);
    });
}

bool part_settled(const NoticeSubject& about, const Ticket& ticket) {
    const Part* const part = numbered(ticket.parts, about.item);
    return part == nullptr || part->ended_at;
}

bool order_settled(const NoticeSubject& about, const Ticket& ticket) {
    const SupervisionOrder* const order = numbered(ticket.orders, about.item);
    return order == nullptr || order->closed_at || order->reported_at;
}

}  // namespace

std::optional<Notice> notice_of(const TicketEvent& event) {
    switch (event.action) {
        case Action::kOpen:
        case Action::kDispatch:
        case Action::kReturn:
        case Action::kTransfer:
        case Action::kCallback: return arrival(event);
        case Action::kUrge: return Notice::kUrged;
        case Action::kAssist: return Notice::kPart;
        case Action::kExtend:
        case Action::kFinalAnswer: return Notice::kDecision;
        case Action::kWait:
            return change_of(event, "pending").empty() ? std::nullopt : std::optional(Notice::kDecision);
        case Action::kDecide: return Notice::kDecided;
        case Action::kSupervise: return Notice::kOrder;
        case Action::kEscalate:
            return change_of(event, "people").empty() ? std::nullopt : std::optional(Notice::kEscalation);
        case Action::kNote:
            return change_of(event, "declined").empty() ? std::nullopt : std::optional(Notice::kDeclined);
        default: return std::nullopt;
    }
}

bool concerns_anybody(const TicketEvent& event, const NotificationRules& rules) {
    if (is_canary(event.task_force)) return false;
    if (notice_of(event)) return true;
    return std::ranges::any_of(rules.channels.all(), [&](const NotificationChannel& channel) {
        return channel.kind == ChannelKind::kWebhook && covers(channel, event.task_force);
    });
}

Planned plan_deliveries(const Ticket& ticket, const TicketEvent& event, std::string_view text, const Rulebook& rules,
                        Instant now) {
    return Planner(ticket, event, rules, now).plan(text);
}

std::optional<std::string_view> settled_meanwhile(Notice notice, const NoticeSubject& about, const Ticket& ticket) {
    constexpr auto when = [](bool settled, std::string_view why) {
        return settled ? std::optional(why) : std::nullopt;
    };
    switch (notice) {
        case Notice::kEvent:
        case Notice::kFolded: return std::nullopt;
        case Notice::kQueued:
            return when(ticket.state != State::kQueued || ticket.task_force != about.task_force, "claimed or moved on");
        case Notice::kTriage: return when(ticket.state != State::kTriage, "dispatched");
        case Notice::kEscalation: return when(escalation_settled(about, ticket), "met or ended");
        case Notice::kPart: return when(part_settled(about, ticket), "done or recalled");
        case Notice::kDecision: return when(!ticket.request, "decided");
        case Notice::kOrder: return when(order_settled(about, ticket), "reported or closed");
        case Notice::kUrged:
        case Notice::kDecided:
        case Notice::kDeclined: return when(!is_open(ticket.state), "the ticket has ended");
    }
    return std::nullopt;
}

std::optional<Instant> quiet_until(const MinuteInterval& quiet, const date::time_zone& zone, Instant now) {
    using namespace std::chrono;
    const auto local = local_time_of(now, zone);
    const auto day = floor<days>(local);
    const auto minute = duration_cast<minutes>(local - day).count();
    const bool over_midnight = quiet.close <= quiet.open;
    const bool inside =
        over_midnight ? minute >= quiet.open || minute < quiet.close : minute >= quiet.open && minute < quiet.close;
    if (!inside) return std::nullopt;
    const bool ends_tomorrow = over_midnight && minute >= quiet.open;
    return first_instant(day + days(ends_tomorrow ? 1 : 0) + minutes(quiet.close), zone);
}

}  // namespace hotline
