#include "api/ticket_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/instant.hpp"
#include "domain/ticket_clocks.hpp"

namespace hotline::api {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

template <class Tag>
Json id_or_null(const Id<Tag>& id) {
    return text_or_null(id.value);
}

template <class Tag>
Json ids_json(const std::vector<Id<Tag>>& ids) {
    Json array = Json::array();
    for (const auto& id : ids) array.push_back(id.value);
    return array;
}

class Times {
public:
    explicit Times(const Rulebook& rules) : zone_(*rules.service.zone) {}
    [[nodiscard]] Json operator()(Instant at) const { return to_rfc3339(at, zone_); }
    [[nodiscard]] Json operator()(const std::optional<Instant>& at) const {
        return at ? Json(to_rfc3339(*at, zone_)) : Json(nullptr);
    }
    [[nodiscard]] Json operator()(const std::optional<DueInstant>& due) const {
        return due ? Json(to_rfc3339(due->due, zone_)) : Json(nullptr);
    }

private:
    const date::time_zone& zone_;
};

bool hides_caller(const Caller& caller, const Person& person) {
    if (!caller.confidential) return false;
    return !person.is(Role::kOperator) && !person.is(Role::kDispatcher);
}

Json caller_json(const Caller& caller, const Person& person) {
    const bool hidden = hides_caller(caller, person);
    const auto personal = [&](const std::string& value) { return hidden ? Json(nullptr) : Json(value); };
    return {{"phone", hidden ? Json(nullptr) : text_or_null(caller.phone.e164())},
            {"name", personal(caller.name)},
            {"kind", text_or_null(caller.kind)},
            {"enterprise", personal(caller.enterprise)},
            {"address", personal(caller.address)},
            {"confidential", caller.confidential},
            {"hidden", hidden}};
}

Json clocks_json(const Ticket& ticket, const View& view, const Times& time) {
    Json array = Json::array();
    for (const ClockView& clock : view_clocks(ticket, view.rules, view.now)) {
        array.push_back({{"target", to_string(clock.clock->target)},
                         {"generation", clock.clock->generation},
                         {"state", to_string(clock.reading.state)},
                         {"due", time(clock.reading.due.due)},
                         {"provisional", clock.reading.due.provisional},
                         {"policy", clock.clock->policy},
                         {"policy_version", clock.clock->policy_version},
                         {"calendar_version", clock.clock->calendar_version},
                         {"met_at", time(clock.reading.met_at)}});
    }
    return array;
}

Json ledger_json(const Ticket& ticket) {
    Json array = Json::array();
    for (const LedgerEntry& entry : ticket.ledger) {
        array.push_back({{"task_force", entry.task_force.value}, {"minutes", entry.milliseconds / 60'000}});
    }
    return array;
}

Json outcome_json(const Ticket& ticket, const Times& time) {
    if (!ticket.outcome) return nullptr;
    const Outcome& outcome = *ticket.outcome;
    return {{"justified", outcome.justified},
            {"solved", outcome.solved},
            {"unsolved_reason", text_or_null(outcome.unsolved_reason)},
            {"proof", outcome.proof},
            {"internal_account", outcome.internal_account},
            {"public_answer", outcome.public_answer},
            {"contacted_at", time(outcome.contacted_at)},
            {"by", outcome.by.value},
            {"at", time(outcome.at)},
            {"checked", outcome.checked}};
}

Json callbacks_json(const Ticket& ticket, const Times& time) {
    const Callbacks& callbacks = ticket.callbacks;
    return {{"tries", callbacks.tries},
            {"next_try", time(callbacks.next_try)},
            {"solved", callbacks.solved ? Json(*callbacks.solved) : Json(nullptr)},
            {"satisfaction", callbacks.satisfaction == 0 ? Json(nullptr) : Json(callbacks.satisfaction)}};
}

Json hand_offs_json(const Ticket& ticket, const Times& time) {
    Json array = Json::array();
    for (const HandOff& hand_off : ticket.hand_offs) {
        array.push_back({{"to", hand_off.to},
                         {"reference", hand_off.reference},
                         {"confirmed", hand_off.confirmed},
                         {"at", time(hand_off.at)}});
    }
    return array;
}

Json further_callers_json(const Ticket& ticket, const Person& person) {
    Json array = Json::array();
    for (const FurtherCaller& further : ticket.further_callers) {
        array.push_back(
            {{"number", further.merged_ticket.text()}, {"caller", caller_json(further.caller, person)}});
    }
    return array;
}

Json waiting_json(const Ticket& ticket, const Times& time) {
    if (!ticket.waiting_until) return nullptr;
    return {{"reason", ticket.waiting_reason}, {"until", time(*ticket.waiting_until)}};
}

Json actions_json(const Ticket& ticket, const Person& person) {
    Json array = Json::array();
    for (const Action action : allowed_actions(ticket.standing(), person)) array.push_back(to_string(action));
    return array;
}

/// What a list shows too.
Json head_json(const Ticket& ticket, const View& view, const Times& time) {
    const Matter& matter = ticket.matter;
    return {{"number", ticket.number.text()},
            {"revision", ticket.revision},
            {"state", to_string(ticket.state)},
            {"channel", ticket.channel},
            {"title", matter.title},
            {"category", id_or_null(matter.category)},
            {"urgency", matter.urgency},
            {"sector", text_or_null(matter.sector)},
            {"district", text_or_null(matter.district)},
            {"place", matter.place},
            {"project_code", text_or_null(matter.project_code)},
            {"about", id_or_null(matter.about)},
            {"opened_at", time(ticket.opened_at)},
            {"opened_by", ticket.opened_by.value},
            {"changed_at", time(ticket.changed_at)},
            {"routing",
             {{"rule", text_or_null(ticket.routing.rule)},
              {"configuration_version", ticket.routing.configuration_version},
              {"assistants", ids_json(ticket.routing.assistants)},
              {"tags", ticket.routing.tags}}},
            {"task_force", id_or_null(ticket.task_force)},
            {"task_force_since", ticket.task_force.empty() ? Json(nullptr) : time(ticket.task_force_since)},
            {"holder", id_or_null(ticket.holder)},
            {"generation", ticket.generation},
            {"ack_by", time(due_of(ticket, Target::kAck, view.rules))},
            {"resolve_by", time(due_of(ticket, Target::kResolve, view.rules))},
            {"waiting", waiting_json(ticket, time)},
            {"first_contact_at", time(ticket.first_contact_at)},
            {"outcome", outcome_json(ticket, time)},
            {"callbacks", callbacks_json(ticket, time)},
            {"hand_offs", hand_offs_json(ticket, time)},
            {"returns", ticket.returns},
            {"urges", ticket.urges},
            {"end_reason", text_or_null(ticket.end_reason)},
            {"merged_into", ticket.merged_into ? Json(ticket.merged_into->text()) : Json(nullptr)},
            {"allowed_actions", actions_json(ticket, view.person)}};
}

}  // namespace

Json ticket_json(const Ticket& ticket, const View& view) {
    const Times time(view.rules);
    Json json = head_json(ticket, view, time);
    json["text"] = ticket.matter.text;
    json["facts"] = ticket.matter.facts.empty() ? Json::object() : Json(ticket.matter.facts);
    json["caller"] = caller_json(ticket.caller, view.person);
    json["ledger"] = ledger_json(ticket);
    json["handlers"] = ids_json(ticket.handlers);
    json["clocks"] = clocks_json(ticket, view, time);
    json["further_callers"] = further_callers_json(ticket, view.person);
    return json;
}

Json summary_json(const Ticket& ticket, const View& view) {
    Json json = head_json(ticket, view, Times(view.rules));
    json["caller"] = {{"kind", text_or_null(ticket.caller.kind)}, {"confidential", ticket.caller.confidential}};
    return json;
}

Json event_json(const TicketEvent& event, const Rulebook& rules) {
    return {{"revision", event.revision},
            {"action", to_string(event.action)},
            {"actor", event.actor.value},
            {"at", Times(rules)(event.at)},
            {"state", to_string(event.to)},
            {"task_force", id_or_null(event.task_force)},
            {"changes", event.changes.empty() ? Json::object() : Json(event.changes)}};
}

Json preview_json(const RoutingPreview& preview, const Rulebook& rules) {
    const Times time(rules);
    const RoutingDecision& decision = preview.decision;
    Json explanation = Json::array();
    for (const RuleExplanation& rule : preview.explanation) {
        explanation.push_back({{"rule", rule.rule}, {"matched", rule.matched}, {"why", rule.detail}});
    }
    const bool provisional = (preview.ack_by && preview.ack_by->provisional) ||
                             (preview.resolve_by && preview.resolve_by->provisional);
    return {{"task_force", decision.task_force ? Json(decision.task_force->value) : Json(nullptr)},
            {"rule", text_or_null(decision.rule)},
            {"urgency", decision.urgency},
            {"assistants", ids_json(decision.assistants)},
            {"tags", decision.tags},
            {"hand_off", text_or_null(decision.handoff)},
            {"project_code", text_or_null(decision.project_code)},
            {"ack_by", time(preview.ack_by)},
            {"resolve_by", time(preview.resolve_by)},
            {"provisional", provisional},
            {"missing_facts", preview.missing_facts},
            {"explanation", std::move(explanation)},
            {"configuration_version", rules.version}};
}

}  // namespace hotline::api
