#include "engine/notice_message.hpp"

#include <algorithm>
#include <array>

#include "base/instant.hpp"
#include "base/json_writer.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline {
namespace {

/// Of an event's changes what another system may be told: codes, numbers, instants. Texts that people write are not
/// among them.
constexpr std::array<std::string_view, 24> kToldChanges{
    "target", "level",   "of_generation", "item",        "planned_at", "breach",    "repeat",    "part",
    "of",     "order",   "request",       "approved",    "until",      "accepted",  "passed",    "justified",
    "solved", "urgency", "category",      "returned_by", "result",     "assistant", "confirmed", "satisfaction"};

const std::string& in(const Names& names, Language language) { return language == Language::kZh ? names.zh : names.en; }

template <class T>
std::string name_in(const Table<T>& table, std::string_view id, Language language) {
    const T* const found = table.find(id);
    return found == nullptr ? std::string(id) : in(found->name, language);
}

std::string word_in(const std::map<std::string, Names, std::less<>>& words, std::string_view id, Language language) {
    const auto known = words.find(id);
    return known == words.end() ? std::string(id) : in(known->second, language);
}

/// "04-18 09:30": what a person reads; the exact instant is behind the link.
std::string when_in(Instant at, const Rulebook& rules) {
    const auto text = to_rfc3339(at, *rules.service.zone);
    return text.substr(5, 5) + " " + text.substr(11, 5);
}

std::optional<Instant> due_for(const Delivery& delivery, const Ticket& ticket, const Rulebook& rules) {
    const NoticeSubject& about = delivery.about;
    Target target = Target::kAck;
    if (delivery.notice == Notice::kEscalation) target = about.target;
    if (delivery.notice == Notice::kPart) target = Target::kPart;
    if (delivery.notice == Notice::kOrder) target = Target::kSupervision;
    for (const ClockView& view : view_clocks(ticket, rules, about.at)) {
        const bool same = view.clock->target == target && view.clock->item == about.item &&
                          (about.generation == 0 || view.clock->generation == about.generation);
        if (same && is_current(*view.clock, ticket)) return view.reading.due.due;
    }
    return std::nullopt;
}

std::string list_link(const NoticeSubject& about, const NotificationRules& rules) {
    std::string link = rules.public_url + "/tickets?sla=breached";
    if (!about.task_force.empty()) link += "&task_force=" + about.task_force.value;
    return link;
}

Language language_of(const Delivery& delivery, const Rulebook& rules) {
    if (const Contact* const contact = rules.people.contact(delivery.recipient)) return contact->language;
    const NotificationChannel* const channel = rules.notifications->channels.find(delivery.channel);
    return channel == nullptr ? Language::kZh : channel->language;
}

std::string name_of_person(const PersonId& id, const Rulebook& rules) {
    const auto& people = rules.people.all();
    const auto found = std::ranges::find(people, id, &Person::id);
    return found == people.end() ? std::string() : found->name;
}

TextTemplate::Values values_of(const Delivery& delivery, const Ticket& ticket, const Rulebook& rules, Language language,
                               const std::string& link) {
    const Catalogue& catalogue = *rules.catalogue;
    const NoticeSubject& about = delivery.about;
    const bool many = delivery.notice == Notice::kFolded;
    TextTemplate::Values values;
    values["city"] = in(rules.service.city, language);
    values["task_force"] = name_in(catalogue.task_forces, about.task_force.value, language);
    values["target"] = word_in(rules.notifications->targets, to_string(about.target), language);
    values["level"] = word_in(rules.notifications->levels, about.level, language);
    values["by"] = name_of_person(about.by, rules);
    values["list_link"] = list_link(about, *rules.notifications);
    if (many) {
        values["count"] = std::to_string(delivery.folded.size());
        values["link"] = values["list_link"];
        return values;
    }
    values["ticket"] = ticket.number.text();
    values["category"] = name_in(catalogue.categories, ticket.matter.category.value, language);
    values["district"] = name_in(catalogue.districts, ticket.matter.district, language);
    const UrgencyLevel* const urgency = catalogue.urgency(ticket.matter.urgency);
    values["urgency"] = urgency == nullptr ? std::string() : in(urgency->name, language);
    if (const auto due = due_for(delivery, ticket, rules)) values["due"] = when_in(*due, rules);
    values["link"] = link.empty() ? rules.notifications->public_url + "/tickets/" + ticket.number.text() : link;
    return values;
}

}  // namespace

WrittenNotice write_notice(const Delivery& delivery, const Ticket& ticket, const Rulebook& rules,
                           const std::string& link) {
    const NotificationRules& notifications = *rules.notifications;
    const NotificationChannel* const channel = notifications.channels.find(delivery.channel);
    if (channel == nullptr) return {};
    const Language language = language_of(delivery, rules);
    const auto text = notifications.texts.find({delivery.notice, language, channel->kind});
    if (text == notifications.texts.end()) return {};
    const auto values = values_of(delivery, ticket, rules, language, link);
    return {text->second.subject.render(values), text->second.body.render(values)};
}

std::string write_event(const Delivery& delivery, const TicketEvent& event, const Rulebook& rules) {
    JsonWriter json;
    const auto at = to_rfc3339(event.at, *rules.service.zone);
    json.object([&] {
        json.member("type", "ticket." + std::string(to_string(event.action)));
        json.member("timestamp", at);
        json.key("data");
        json.object([&] {
            json.member("ticket", delivery.about.number.text());
            json.member("revision", event.revision);
            json.member("action", to_string(event.action));
            json.member("actor", event.actor);
            json.member("at", at);
            json.member("state", to_string(event.to));
            json.member_or_null("task_force", event.task_force);
            json.key("changes");
            json.object([&] {
                for (const auto& [name, value] : event.changes) {
                    if (std::ranges::find(kToldChanges, name) != kToldChanges.end()) json.member(name, value);
                }
            });
            json.member("link", rules.notifications->public_url + "/tickets/" + delivery.about.number.text());
        });
    });
    return json.text();
}

}  // namespace hotline
