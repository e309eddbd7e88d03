#include "api/live_json.hpp"

#include "base/instant.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::api {
namespace {

void write_due(JsonWriter& json, std::string_view name, const std::optional<DueInstant>& due,
               const date::time_zone& zone) {
    json.member_or_null(name, due ? to_rfc3339(due->due, zone) : "");
}

/// What a list needs to be kept without asking again.
void write_ticket(JsonWriter& json, const Ticket& ticket, const Rulebook& rules) {
    const date::time_zone& zone = *rules.service.zone;
    json.object([&] {
        json.member("number", ticket.number.text());
        json.member("revision", ticket.revision);
        json.member("state", to_string(ticket.state));
        json.member("title", ticket.matter.title);
        json.member_or_null("category", ticket.matter.category);
        json.member("urgency", ticket.matter.urgency);
        json.member_or_null("task_force", ticket.task_force);
        json.member_or_null("holder", ticket.holder);
        json.member("opened_at", to_rfc3339(ticket.opened_at, zone));
        json.member("changed_at", to_rfc3339(ticket.changed_at, zone));
        json.member("generation", ticket.generation);
        write_due(json, "ack_by", due_of(ticket, Target::kAck, rules), zone);
        write_due(json, "resolve_by", due_of(ticket, Target::kResolve, rules), zone);
        json.member_or_null("waiting_until", ticket.waiting_until ? to_rfc3339(*ticket.waiting_until, zone) : "");
        json.member("returns", ticket.returns);
        json.member("urges", ticket.urges);
    });
}

void write_place(JsonWriter& json, int partition, long long sequence) {
    json.member("partition", partition);
    json.member("sequence", sequence);
}

}  // namespace

void write_event(JsonWriter& json, const TicketEvent& event, const date::time_zone& zone) {
    json.object([&] {
        json.member("revision", event.revision);
        json.member("action", to_string(event.action));
        json.member("actor", event.actor);
        json.member("at", to_rfc3339(event.at, zone));
        json.member("state", to_string(event.to));
        json.member_or_null("task_force", event.task_force);
        json.member("changes", event.changes);
    });
}

live::EventTexts live_event_json(int partition, long long number, const TicketEvent& event, const Ticket& ticket,
                                 const Rulebook& rules) {
    JsonWriter shown;
    shown.object([&] {
        write_place(shown, partition, number);
        shown.key("event");
        write_event(shown, event, *rules.service.zone);
        shown.key("ticket");
        write_ticket(shown, ticket, rules);
    });
    JsonWriter left;
    left.object([&] {
        write_place(left, partition, number);
        left.member("number", ticket.number.text());
        left.member("revision", event.revision);
    });
    return {shown.text(), left.text()};
}

}  // namespace hotline::api
