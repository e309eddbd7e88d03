#include "store/ticket_document.hpp"

#include <nlohmann/json.hpp>

namespace hotline {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::string_view kTargetLetters = "ar";   // in the order of Target
constexpr std::string_view kFactLetters = "sprm";  // in the order of ClockFact::Kind

// --- writing: fields that have their usual value are not written ---

void put(json& object, const char* name, const std::string& value) {
    if (!value.empty()) object[name] = value;
}
void put(json& object, const char* name, bool value) {
    if (value) object[name] = 1;
}
void put(json& object, const char* name, int value) {
    if (value != 0) object[name] = value;
}
template <class Tag>
void put(json& object, const char* name, const Id<Tag>& id) {
    put(object, name, id.value);
}
template <class Tag>
void put(json& object, const char* name, const std::vector<Id<Tag>>& ids) {
    for (const auto& id : ids) object[name].push_back(id.value);
}

class Instants {
public:
    explicit Instants(Instant opened_at) : opened_at_(opened_at) {}
    [[nodiscard]] long long write(Instant at) const { return (at - opened_at_).count(); }
    [[nodiscard]] Instant read(const json& value) const { return opened_at_ + milliseconds(value.get<long long>()); }

private:
    Instant opened_at_;
};

json write_caller(const Caller& caller) {
    json object = json::object();
    put(object, "p", caller.phone.e164());
    put(object, "n", caller.name);
    put(object, "k", caller.kind);
    put(object, "e", caller.enterprise);
    put(object, "a", caller.address);
    put(object, "c", caller.confidential);
    return object;
}

Caller read_caller(const json& object) {
    return {Phone::from_e164(object.value("p", "")), object.value("n", ""), object.value("k", ""),
            object.value("e", ""),                   object.value("a", ""), object.value("c", 0) != 0};
}

void write_matter(json& object, const Matter& matter) {
    object["ti"] = matter.title;
    object["tx"] = matter.text;
    put(object, "ca", matter.category);
    put(object, "u", matter.urgency);
    put(object, "se", matter.sector);
    put(object, "di", matter.district);
    put(object, "pl", matter.place);
    put(object, "pr", matter.project_code);
    put(object, "ab", matter.about);
    if (!matter.facts.empty()) object["f"] = matter.facts;
}

Matter read_matter(const json& object) {
    Matter matter;
    matter.title = object.at("ti").get<std::string>();
    matter.text = object.at("tx").get<std::string>();
    matter.category = CategoryId(object.value("ca", ""));
    matter.urgency = object.value("u", 0);
    matter.sector = object.value("se", "");
    matter.district = object.value("di", "");
    matter.place = object.value("pl", "");
    matter.project_code = object.value("pr", "");
    matter.about = TaskForceId(object.value("ab", ""));
    if (object.contains("f")) matter.facts = object["f"].get<std::map<std::string, std::string>>();
    return matter;
}

json write_clock(const SlaClock& clock, const Ticket& ticket, const Instants& instants) {
    const auto unless_same = [&](const std::string& version) {
        return version == ticket.routing.configuration_version ? std::string() : version;
    };
    json facts = json::array();
    for (const ClockFact& fact : clock.facts) {
        facts.push_back(std::string(1, kFactLetters[static_cast<std::size_t>(fact.kind)]));
        facts.push_back(instants.write(fact.at));
    }
    return json::array({std::string(1, kTargetLetters[static_cast<std::size_t>(clock.target)]), clock.generation,
                        clock.policy, unless_same(clock.policy_version), unless_same(clock.calendar_version),
                        std::move(facts)});
}

SlaClock read_clock(const json& array, const Ticket& ticket, const Instants& instants) {
    const auto or_same = [&](const json& version) {
        auto text = version.get<std::string>();
        return text.empty() ? ticket.routing.configuration_version : text;
    };
    SlaClock clock;
    clock.target = static_cast<Target>(kTargetLetters.find(array.at(0).get<std::string>()));
    clock.generation = array.at(1).get<int>();
    clock.policy = array.at(2).get<std::string>();
    clock.policy_version = or_same(array.at(3));
    clock.calendar_version = or_same(array.at(4));
    const json& facts = array.at(5);
    for (std::size_t i = 0; i + 1 < facts.size(); i += 2) {
        const auto kind = static_cast<ClockFact::Kind>(kFactLetters.find(facts.at(i).get<std::string>()));
        clock.facts.push_back({kind, instants.read(facts.at(i + 1))});
    }
    return clock;
}

json write_outcome(const Outcome& outcome, const Instants& instants) {
    json object{{"i", outcome.internal_account}, {"b", outcome.by.value}, {"t", instants.write(outcome.at)}};
    put(object, "j", outcome.justified);
    put(object, "s", outcome.solved);
    put(object, "u", outcome.unsolved_reason);
    put(object, "p", outcome.proof);
    put(object, "a", outcome.public_answer);
    put(object, "c", outcome.checked);
    if (outcome.contacted_at) object["co"] = instants.write(*outcome.contacted_at);
    return object;
}

Outcome read_outcome(const json& object, const Instants& instants) {
    Outcome outcome;
    outcome.justified = object.value("j", 0) != 0;
    outcome.solved = object.value("s", 0) != 0;
    outcome.unsolved_reason = object.value("u", "");
    outcome.proof = object.value("p", "");
    outcome.internal_account = object.value("i", "");
    outcome.public_answer = object.value("a", "");
    outcome.by = PersonId(object.value("b", ""));
    outcome.at = instants.read(object.at("t"));
    outcome.checked = object.value("c", 0) != 0;
    if (object.contains("co")) outcome.contacted_at = instants.read(object["co"]);
    return outcome;
}

void write_callbacks(json& object, const Callbacks& callbacks, const Instants& instants) {
    json entry = json::object();
    put(entry, "n", callbacks.tries);
    put(entry, "s", callbacks.satisfaction);
    if (callbacks.next_try) entry["t"] = instants.write(*callbacks.next_try);
    if (callbacks.solved) entry["d"] = *callbacks.solved;
    if (!entry.empty()) object["cb"] = std::move(entry);
}

Callbacks read_callbacks(const json& object, const Instants& instants) {
    Callbacks callbacks;
    if (!object.contains("cb")) return callbacks;
    const json& entry = object["cb"];
    callbacks.tries = entry.value("n", 0);
    callbacks.satisfaction = entry.value("s", 0);
    if (entry.contains("t")) callbacks.next_try = instants.read(entry["t"]);
    if (entry.contains("d")) callbacks.solved = entry["d"].get<bool>();
    return callbacks;
}

void write_routing(json& object, const Ticket& ticket, const Instants& instants) {
    put(object, "ru", ticket.routing.rule);
    put(object, "rv", ticket.routing.configuration_version);
    put(object, "ra", ticket.routing.assistants);
    if (!ticket.routing.tags.empty()) object["rt"] = ticket.routing.tags;
    put(object, "tf", ticket.task_force);
    if (ticket.task_force_since != ticket.opened_at) object["ts"] = instants.write(ticket.task_force_since);
    for (const LedgerEntry& entry : ticket.ledger) {
        object["le"].push_back(json::array({entry.task_force.value, entry.milliseconds}));
    }
}

void read_routing(const json& object, Ticket& ticket, const Instants& instants) {
    ticket.routing.rule = object.value("ru", "");
    ticket.routing.configuration_version = object.value("rv", "");
    for (const json& id : object.value("ra", json::array())) ticket.routing.assistants.emplace_back(id.get<std::string>());
    ticket.routing.tags = object.value("rt", std::vector<std::string>{});
    ticket.task_force = TaskForceId(object.value("tf", ""));
    ticket.task_force_since = object.contains("ts") ? instants.read(object["ts"]) : ticket.opened_at;
    for (const json& entry : object.value("le", json::array())) {
        ticket.ledger.push_back({TaskForceId(entry.at(0).get<std::string>()), entry.at(1).get<long long>()});
    }
}

void write_work(json& object, const Ticket& ticket, const Instants& instants) {
    put(object, "h", ticket.holder);
    put(object, "hs", ticket.handlers);
    if (ticket.generation != 1) object["g"] = ticket.generation;
    for (const SlaClock& clock : ticket.clocks) object["c"].push_back(write_clock(clock, ticket, instants));
    if (ticket.waiting_until) object["wu"] = instants.write(*ticket.waiting_until);
    put(object, "wr", ticket.waiting_reason);
    if (ticket.first_contact_at) object["fc"] = instants.write(*ticket.first_contact_at);
    if (ticket.outcome) object["oc"] = write_outcome(*ticket.outcome, instants);
    write_callbacks(object, ticket.callbacks, instants);
    for (const HandOff& hand_off : ticket.hand_offs) {
        object["ho"].push_back(
            json::array({hand_off.to, hand_off.reference, hand_off.confirmed, instants.write(hand_off.at)}));
    }
    put(object, "re", ticket.returns);
    put(object, "ur", ticket.urges);
}

void read_work(const json& object, Ticket& ticket, const Instants& instants) {
    ticket.holder = PersonId(object.value("h", ""));
    for (const json& id : object.value("hs", json::array())) ticket.handlers.emplace_back(id.get<std::string>());
    ticket.generation = object.value("g", 1);
    for (const json& clock : object.value("c", json::array())) ticket.clocks.push_back(read_clock(clock, ticket, instants));
    if (object.contains("wu")) ticket.waiting_until = instants.read(object["wu"]);
    ticket.waiting_reason = object.value("wr", "");
    if (object.contains("fc")) ticket.first_contact_at = instants.read(object["fc"]);
    if (object.contains("oc")) ticket.outcome = read_outcome(object["oc"], instants);
    ticket.callbacks = read_callbacks(object, instants);
    for (const json& entry : object.value("ho", json::array())) {
        ticket.hand_offs.push_back({entry.at(0).get<std::string>(), entry.at(1).get<std::string>(),
                                    entry.at(2).get<bool>(), instants.read(entry.at(3))});
    }
    ticket.returns = object.value("re", 0);
    ticket.urges = object.value("ur", 0);
}

void write_end(json& object, const Ticket& ticket, const Instants& instants) {
    for (const FurtherCaller& further : ticket.further_callers) {
        object["fu"].push_back(json::array({further.merged_ticket.text(), write_caller(further.caller)}));
    }
    put(object, "er", ticket.end_reason);
    if (ticket.merged_into) object["mi"] = ticket.merged_into->text();
    if (ticket.changed_at != ticket.opened_at) object["m"] = instants.write(ticket.changed_at);
}

TicketNumber read_number(const json& value) {
    return TicketNumber::parse(value.get<std::string>()).value();
}

void read_end(const json& object, Ticket& ticket, const Instants& instants) {
    for (const json& entry : object.value("fu", json::array())) {
        ticket.further_callers.push_back({read_number(entry.at(0)), read_caller(entry.at(1))});
    }
    ticket.end_reason = object.value("er", "");
    if (object.contains("mi")) ticket.merged_into = read_number(object["mi"]);
    ticket.changed_at = object.contains("m") ? instants.read(object["m"]) : ticket.opened_at;
}

Ticket read_ticket(const json& object) {
    Ticket ticket;
    ticket.state = static_cast<State>(object.at("s").get<int>());
    ticket.channel = object.value("ch", "");
    ticket.opened_at = Instant(milliseconds(object.at("o").get<long long>()));
    ticket.opened_by = PersonId(object.value("ob", ""));
    ticket.request_fingerprint = object.value("fp", "");
    if (object.contains("cl")) ticket.caller = read_caller(object["cl"]);
    const Instants instants(ticket.opened_at);
    ticket.matter = read_matter(object);
    read_routing(object, ticket, instants);
    read_work(object, ticket, instants);
    read_end(object, ticket, instants);
    return ticket;
}

// What the decoders throw is a document nobody here wrote.
template <class Read>
auto decoded(std::string_view text, const char* what, Read read) -> Result<decltype(read(json()))> {
    try {
        return read(json::parse(text));
    } catch (const std::exception& error) {
        return fail(ErrorCode::kInternal, std::string("unreadable ") + what + " in the store: " + error.what());
    }
}

}  // namespace

std::string encode_ticket(const Ticket& ticket) {
    const Instants instants(ticket.opened_at);
    json object = json::object();
    object["s"] = static_cast<int>(ticket.state);
    put(object, "ch", ticket.channel);
    object["o"] = ticket.opened_at.time_since_epoch().count();
    put(object, "ob", ticket.opened_by);
    put(object, "fp", ticket.request_fingerprint);
    if (ticket.caller != Caller{}) object["cl"] = write_caller(ticket.caller);
    write_matter(object, ticket.matter);
    write_routing(object, ticket, instants);
    write_work(object, ticket, instants);
    write_end(object, ticket, instants);
    return object.dump();
}

Result<Ticket> decode_ticket(std::string_view document, const TicketNumber& number, Revision revision) {
    auto ticket = decoded(document, "ticket", read_ticket);
    if (ticket) {
        ticket->number = number;
        ticket->revision = revision;
    }
    return ticket;
}

std::string encode_event(const TicketEvent& event) {
    json object{{"r", event.revision},
                {"a", to_string(event.action)},
                {"b", event.actor.value},
                {"t", event.at.time_since_epoch().count()},
                {"s", static_cast<int>(event.to)}};
    put(object, "tf", event.task_force);
    if (!event.changes.empty()) object["d"] = event.changes;
    return object.dump();
}

Result<TicketEvent> decode_event(std::string_view event) {
    return decoded(event, "event", [](const json& object) {
        TicketEvent result;
        result.revision = object.at("r").get<Revision>();
        result.action = parse_action(object.at("a").get<std::string>()).value();
        result.actor = PersonId(object.at("b").get<std::string>());
        result.at = Instant(milliseconds(object.at("t").get<long long>()));
        result.to = static_cast<State>(object.at("s").get<int>());
        result.task_force = TaskForceId(object.value("tf", ""));
        if (object.contains("d")) result.changes = object["d"].get<std::map<std::string, std::string>>();
        return result;
    });
}

}  // namespace hotline
