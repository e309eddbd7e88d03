#include "api/ticket_json.hpp"

#include "api/cursor.hpp"
#include "api/live_json.hpp"
#include "base/instant.hpp"
#include "base/json_writer.hpp"
#include "domain/privacy.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::api {
namespace {

/// One reply under construction.
class Writer {
public:
    explicit Writer(const Rulebook& rules) : rules_(rules), zone_(*rules.service.zone) {}

    void ticket(const Ticket& ticket, const View& view) {
        json_.object([&] {
            head(ticket, view);
            json_.member("text", ticket.matter.text);
            json_.member("facts", ticket.matter.facts);
            json_.key("caller");
            caller(ticket.caller, sight_of(ticket.caller, ticket, view.person));
            json_.key("ledger");
            ledger(ticket);
            json_.member("handlers", ticket.handlers);
            json_.key("clocks");
            clocks(ticket, view);
            json_.key("further_callers");
            further_callers(ticket, view.person);
            oversight(ticket);
        });
    }

    void page(const TicketPage& page, const View& view, const std::string& phone) {
        json_.object([&] {
            if (!phone.empty()) json_.member("phone", phone);
            json_.key("tickets");
            json_.array(page.tickets, [&](const Ticket& ticket) { summary(ticket, view); });
            json_.member_or_null("next_cursor", page.next ? write_cursor(*page.next) : "");
        });
    }

    void history(const std::vector<TicketEvent>& events) {
        json_.object([&] {
            json_.key("events");
            json_.array(events, [&](const TicketEvent& event) { write_event(json_, event, zone_); });
        });
    }

    void preview(const RoutingPreview& preview) {
        const RoutingDecision& decision = preview.decision;
        json_.object([&] {
            json_.member("task_force", decision.task_force);
            json_.member_or_null("rule", decision.rule);
            json_.member("urgency", decision.urgency);
            json_.member("assistants", decision.assistants);
            json_.member("tags", decision.tags);
            json_.member_or_null("hand_off", decision.handoff);
            json_.member_or_null("project_code", decision.project_code);
            due("ack_by", preview.ack_by);
            due("resolve_by", preview.resolve_by);
            json_.member("provisional", (preview.ack_by && preview.ack_by->provisional) ||
                                            (preview.resolve_by && preview.resolve_by->provisional));
            json_.member("missing_facts", preview.missing_facts);
            json_.key("explanation");
            json_.array(preview.explanation, [&](const RuleExplanation& rule) { explanation(rule); });
            json_.member("configuration_version", rules_.version);
        });
    }

    [[nodiscard]] std::string text() const { return json_.text(); }

private:
    void instant(std::string_view name, Instant at) { json_.member(name, to_rfc3339(at, zone_)); }
    void instant(std::string_view name, const std::optional<Instant>& at) {
        json_.member_or_null(name, at ? to_rfc3339(*at, zone_) : "");
    }
    void due(std::string_view name, const std::optional<DueInstant>& due) {
        json_.member_or_null(name, due ? to_rfc3339(due->due, zone_) : "");
    }

    /// What a list shows too.
    void head(const Ticket& ticket, const View& view) {
        json_.member("number", ticket.number.text());
        json_.member("revision", ticket.revision);
        json_.member("state", to_string(ticket.state));
        json_.member("channel", ticket.channel);
        matter(ticket.matter);
        instant("opened_at", ticket.opened_at);
        json_.member("opened_by", ticket.opened_by);
        instant("changed_at", ticket.changed_at);
        json_.key("routing");
        routing(ticket.routing);
        json_.member_or_null("task_force", ticket.task_force);
        json_.member_or_null("task_force_since",
                             ticket.task_force.empty() ? "" : to_rfc3339(ticket.task_force_since, zone_));
        json_.member_or_null("holder", ticket.holder);
        progress(ticket);
        json_.key("allowed_actions");
        json_.array(allowed_actions(ticket.standing(), view.person),
                    [&](Action action) { json_.value(to_string(action)); });
    }

    void matter(const Matter& matter) {
        json_.member("title", matter.title);
        json_.member_or_null("category", matter.category);
        json_.member("urgency", matter.urgency);
        json_.member_or_null("sector", matter.sector);
        json_.member_or_null("district", matter.district);
        json_.member("place", matter.place);
        json_.member_or_null("project_code", matter.project_code);
        json_.member_or_null("about", matter.about);
    }

    void routing(const Routing& routing) {
        json_.object([&] {
            json_.member_or_null("rule", routing.rule);
            json_.member("configuration_version", routing.configuration_version);
            json_.member("assistants", routing.assistants);
            json_.member("tags", routing.tags);
        });
    }

    void progress(const Ticket& ticket) {
        json_.member("generation", ticket.generation);
        due("ack_by", due_of(ticket, Target::kAck, rules_));
        due("resolve_by", due_of(ticket, Target::kResolve, rules_));
        json_.key("waiting");
        waiting(ticket);
        instant("first_contact_at", ticket.first_contact_at);
        json_.key("outcome");
        outcome(ticket);
        json_.key("callbacks");
        callbacks(ticket.callbacks);
        json_.key("hand_offs");
        json_.array(ticket.hand_offs, [&](const HandOff& hand_off) { this->hand_off(hand_off); });
        json_.member("returns", ticket.returns);
        json_.member("urges", ticket.urges);
        json_.member_or_null("end_reason", ticket.end_reason);
        json_.member_or_null("merged_into", ticket.merged_into ? ticket.merged_into->text() : "");
    }

    void waiting(const Ticket& ticket) {
        if (!ticket.waiting_until) return json_.value(nullptr);
        json_.object([&] {
            json_.member("reason", ticket.waiting_reason);
            instant("until", *ticket.waiting_until);
        });
    }

    void outcome(const Ticket& ticket) {
        if (!ticket.outcome) return json_.value(nullptr);
        const Outcome& outcome = *ticket.outcome;
        json_.object([&] {
            json_.member("justified", outcome.justified);
            json_.member("solved", outcome.solved);
            json_.member_or_null("unsolved_reason", outcome.unsolved_reason);
            json_.member("proof", outcome.proof);
            json_.member("internal_account", outcome.internal_account);
            json_.member("public_answer", outcome.public_answer);
            instant("contacted_at", outcome.contacted_at);
            json_.member("by", outcome.by);
            instant("at", outcome.at);
            json_.member("checked", outcome.checked);
        });
    }

    void callbacks(const Callbacks& callbacks) {
        json_.object([&] {
            json_.member("tries", callbacks.tries);
            instant("next_try", callbacks.next_try);
            json_.member("solved", callbacks.solved);
            json_.member("satisfaction",
                         callbacks.satisfaction == 0 ? std::nullopt : std::optional(callbacks.satisfaction));
        });
    }

    void hand_off(const HandOff& hand_off) {
        json_.object([&] {
            json_.member("to", hand_off.to);
            json_.member("reference", hand_off.reference);
            json_.member("confirmed", hand_off.confirmed);
            instant("at", hand_off.at);
        });
    }

    void caller(const Caller& caller, Sight sight) {
        const bool hidden = sight == Sight::kHidden;
        const auto personal = [&](std::string_view name, const std::string& value, const std::string& masked) {
            json_.member(name, hidden ? std::nullopt : std::optional(sight == Sight::kClear ? value : masked));
        };
        const std::string& phone = caller.phone.e164();
        json_.object([&] {
            json_.member_or_null("phone", hidden ? "" : sight == Sight::kClear ? phone : masked_phone(phone));
            personal("name", caller.name, masked_name(caller.name));
            json_.member_or_null("kind", caller.kind);
            personal("enterprise", caller.enterprise, caller.enterprise);
            personal("address", caller.address, masked_address(caller.address));
            json_.member("confidential", caller.confidential);
            json_.member("hidden", hidden);
            json_.member("masked", sight == Sight::kMasked);
        });
    }

    void further_callers(const Ticket& ticket, const Person& person) {
        json_.array(ticket.further_callers, [&](const FurtherCaller& further) {
            json_.object([&] {
                json_.member("number", further.merged_ticket.text());
                json_.key("caller");
                caller(further.caller, sight_of(further.caller, ticket, person));
            });
        });
    }

    /// What others do for the ticket, decide on it, or have ordered.
    void oversight(const Ticket& ticket) {
        json_.key("parts");
        numbered(ticket.parts, [&](const Part& part) { this->part(part); });
        json_.key("supervision");
        numbered(ticket.orders, [&](const SupervisionOrder& order) { this->order(order); });
        json_.key("request");
        request(ticket.request);
        json_.member("extensions", ticket.extensions);
        json_.key("final_answer");
        final_answer(ticket.final_answer);
    }

    /// Objects that begin with their number, from 1.
    template <class T, class Write>
    void numbered(const std::vector<T>& items, Write write) {
        int number = 0;
        json_.array(items, [&](const T& item) {
            json_.object([&] {
                json_.member("number", ++number);
                write(item);
            });
        });
    }

    void part(const Part& part) {
        json_.member("task_force", part.task_force);
        json_.member("asked", part.asked);
        json_.member("asked_by", part.asked_by);
        instant("asked_at", part.asked_at);
        json_.member("account", part.account);
        json_.member_or_null("ended_by", part.ended_by);
        instant("ended_at", part.ended_at);
        json_.member("recalled", part.recalled);
    }

    void order(const SupervisionOrder& order) {
        json_.member("instruction", order.instruction);
        json_.member("by", order.by);
        instant("at", order.at);
        json_.member("report", order.report);
        json_.member_or_null("reported_by", order.reported_by);
        instant("reported_at", order.reported_at);
        json_.member("remark", order.remark);
        instant("closed_at", order.closed_at);
    }

    void request(const std::optional<PendingRequest>& request) {
        if (!request) return json_.value(nullptr);
        const bool has_end = request->kind != PendingRequest::kToClose;
        json_.object([&] {
            json_.member("kind", kRequestNames[request->kind]);
            instant("until", has_end ? std::optional(request->until) : std::nullopt);
            json_.member("reason", request->reason);
            json_.member("by", request->by);
            instant("at", request->at);
        });
    }

    void final_answer(const std::optional<FinalAnswer>& answer) {
        if (!answer) return json_.value(nullptr);
        json_.object([&] {
            json_.member("reason", answer->reason);
            json_.member("signed_by", answer->signed_by);
            json_.member("approved_by", answer->approved_by);
            instant("at", answer->at);
        });
    }

    void ledger(const Ticket& ticket) {
        json_.array(ticket.ledger, [&](const LedgerEntry& entry) {
            json_.object([&] {
                json_.member("task_force", entry.task_force);
                json_.member("minutes", entry.milliseconds / 60'000);
            });
        });
    }

    void clocks(const Ticket& ticket, const View& view) {
        json_.array(view_clocks(ticket, rules_, view.now), [&](const ClockView& clock) {
            json_.object([&] {
                json_.member("target", to_string(clock.clock->target));
                json_.member("generation", clock.clock->generation);
                json_.member("item", clock.clock->item);
                json_.member("state", to_string(clock.reading.state));
                instant("due", clock.reading.due.due);
                json_.member("provisional", clock.reading.due.provisional);
                json_.member("policy", clock.clock->policy);
                json_.member("policy_version", clock.clock->policy_version);
                json_.member("calendar_version", clock.clock->calendar_version);
                instant("met_at", clock.reading.met_at);
            });
        });
    }

    void summary(const Ticket& ticket, const View& view) {
        json_.object([&] {
            head(ticket, view);
            json_.key("caller");
            json_.object([&] {
                json_.member_or_null("kind", ticket.caller.kind);
                json_.member("confidential", ticket.caller.confidential);
            });
        });
    }

    void explanation(const RuleExplanation& rule) {
        json_.object([&] {
            json_.member("rule", rule.rule);
            json_.member("matched", rule.matched);
            json_.member("why", rule.detail);
        });
    }

    const Rulebook& rules_;
    const date::time_zone& zone_;
    JsonWriter json_;
};

}  // namespace

std::string ticket_json(const Ticket& ticket, const View& view) {
    Writer writer(view.rules);
    writer.ticket(ticket, view);
    return writer.text();
}

std::string page_json(const TicketPage& page, const View& view, const std::string& phone) {
    Writer writer(view.rules);
    writer.page(page, view, phone);
    return writer.text();
}

std::string history_json(const std::vector<TicketEvent>& events, const Rulebook& rules) {
    Writer writer(rules);
    writer.history(events);
    return writer.text();
}

std::string preview_json(const RoutingPreview& preview, const Rulebook& rules) {
    Writer writer(rules);
    writer.preview(preview);
    return writer.text();
}

}  // namespace hotline::api
