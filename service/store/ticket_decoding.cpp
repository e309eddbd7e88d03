#include "store/ticket_document.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "store/sealed_caller.hpp"
#include "store/ticket_letters.hpp"

namespace hotline {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;

// What lies outside of an enum must not become one of its values: a later version may have written it.
State read_state(const json& value) {
    const auto index = value.get<std::size_t>();
    if (index >= kStateNames.size()) throw std::out_of_range("there is no state " + std::to_string(index));
    return static_cast<State>(index);
}

std::size_t read_letter(const json& value, std::string_view letters) {
    const auto letter = value.get<std::string>();
    const auto index = letter.size() == 1 ? letters.find(letter) : std::string_view::npos;
    if (index == std::string_view::npos) throw std::out_of_range("'" + letter + "' is none of " + std::string(letters));
    return index;
}

class Instants {
public:
    explicit Instants(Instant opened_at) : opened_at_(opened_at) {}
    [[nodiscard]] Instant read(const json& value) const { return opened_at_ + milliseconds(value.get<long long>()); }

private:
    Instant opened_at_;
};

std::optional<Instant> maybe(const json& object, const char* name, const Instants& instants) {
    if (!object.contains(name)) return std::nullopt;
    return instants.read(object[name]);
}

/// Up to 0.1.0 who called was written as it is.
Caller read_caller(const json& object, const Ticket& ticket, const Keyring& keys) {
    Caller caller{Phone::from_e164(object.value("p", "")),
                  object.value("n", ""),
                  object.value("k", ""),
                  object.value("e", ""),
                  object.value("a", ""),
                  object.value("c", 0) != 0};
    if (!object.contains("x")) return caller;
    const auto opened = unseal_caller(object["x"].get<std::string>(), ticket, keys, caller);
    if (!opened) throw std::runtime_error("who called is " + opened.error().detail);
    return caller;
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

SlaClock read_clock(const json& array, const Ticket& ticket, const Instants& instants) {
    const auto or_same = [&](const json& version) {
        auto text = version.get<std::string>();
        return text.empty() ? ticket.routing.configuration_version : text;
    };
    SlaClock clock;
    clock.target = static_cast<Target>(read_letter(array.at(0), kTargetLetters));
    clock.generation = array.at(1).get<int>();
    clock.policy = array.at(2).get<std::string>();
    clock.policy_version = or_same(array.at(3));
    clock.calendar_version = or_same(array.at(4));
    const json& facts = array.at(5);
    for (std::size_t i = 0; i < facts.size(); i += 2) {
        const auto kind = static_cast<ClockFact::Kind>(read_letter(facts.at(i), kFactLetters));
        ClockFact fact{kind, instants.read(facts.at(i + 1))};
        if (kind == ClockFact::kExtend) fact.until = instants.read(facts.at(++i + 1));
        clock.facts.push_back(fact);
    }
    if (array.size() > 6) clock.fired = array.at(6).get<std::vector<std::string>>();
    if (array.size() > 7) clock.item = array.at(7).get<int>();
    return clock;
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
    outcome.contacted_at = maybe(object, "co", instants);
    return outcome;
}

Callbacks read_callbacks(const json& object, const Instants& instants) {
    Callbacks callbacks;
    if (!object.contains("cb")) return callbacks;
    const json& entry = object["cb"];
    callbacks.tries = entry.value("n", 0);
    callbacks.satisfaction = entry.value("s", 0);
    callbacks.next_try = maybe(entry, "t", instants);
    if (entry.contains("d")) callbacks.solved = entry["d"].get<bool>();
    return callbacks;
}

Part read_part(const json& object, const Instants& instants) {
    return {TaskForceId(object.value("f", "")), object.value("a", ""),    PersonId(object.value("b", "")),
            instants.read(object.at("t")),      object.value("o", ""),    PersonId(object.value("e", "")),
            maybe(object, "d", instants),       object.value("r", 0) != 0};
}

SupervisionOrder read_order(const json& object, const Instants& instants) {
    return {object.value("i", ""), PersonId(object.value("b", "")),  instants.read(object.at("t")),
            object.value("r", ""), PersonId(object.value("rb", "")), maybe(object, "rt", instants),
            object.value("m", ""), maybe(object, "c", instants)};
}

void read_help(const json& object, Ticket& ticket, const Instants& instants) {
    for (const json& part : object.value("pa", json::array())) ticket.parts.push_back(read_part(part, instants));
    for (const json& order : object.value("so", json::array())) ticket.orders.push_back(read_order(order, instants));
    if (object.contains("rq")) {
        const json& request = object["rq"];
        ticket.request =
            PendingRequest{static_cast<PendingRequest::Kind>(read_letter(request.at("k"), kRequestLetters)),
                           maybe(request, "u", instants).value_or(Instant{}), request.value("r", ""),
                           PersonId(request.value("b", "")), instants.read(request.at("t"))};
    }
    ticket.extensions = object.value("ex", 0);
    if (object.contains("fa")) {
        const json& answer = object["fa"];
        ticket.final_answer = FinalAnswer{answer.value("r", ""), PersonId(answer.value("s", "")),
                                          PersonId(answer.value("b", "")), instants.read(answer.at("t"))};
    }
}

void read_routing(const json& object, Ticket& ticket, const Instants& instants) {
    ticket.routing.rule = object.value("ru", "");
    ticket.routing.configuration_version = object.value("rv", "");
    for (auto& id : object.value("ra", std::vector<std::string>{}))
        ticket.routing.assistants.emplace_back(std::move(id));
    ticket.routing.tags = object.value("rt", std::vector<std::string>{});
    ticket.task_force = TaskForceId(object.value("tf", ""));
    ticket.task_force_since = object.contains("ts") ? instants.read(object["ts"]) : ticket.opened_at;
    for (const json& entry : object.value("le", json::array())) {
        ticket.ledger.push_back({TaskForceId(entry.at(0).get<std::string>()), entry.at(1).get<long long>()});
    }
}

void read_work(const json& object, Ticket& ticket, const Instants& instants) {
    ticket.holder = PersonId(object.value("h", ""));
    for (auto& id : object.value("hs", std::vector<std::string>{})) ticket.handlers.emplace_back(std::move(id));
    ticket.generation = object.value("g", 1);
    for (const json& clock : object.value("c", json::array()))
        ticket.clocks.push_back(read_clock(clock, ticket, instants));
    ticket.waiting_until = maybe(object, "wu", instants);
    ticket.waiting_reason = object.value("wr", "");
    ticket.first_contact_at = maybe(object, "fc", instants);
    if (object.contains("oc")) ticket.outcome = read_outcome(object["oc"], instants);
    ticket.callbacks = read_callbacks(object, instants);
    for (const json& entry : object.value("ho", json::array())) {
        ticket.hand_offs.push_back({entry.at(0).get<std::string>(), entry.at(1).get<std::string>(),
                                    entry.at(2).get<bool>(), instants.read(entry.at(3))});
    }
    ticket.attended_at = object.contains("at") ? instants.read(object["at"]) : ticket.opened_at;
    read_help(object, ticket, instants);
    ticket.returns = object.value("re", 0);
    ticket.urges = object.value("ur", 0);
}

TicketNumber read_number(const json& value) { return TicketNumber::parse(value.get<std::string>()).value(); }

void read_end(const json& object, Ticket& ticket, const Instants& instants, const Keyring& keys) {
    for (const json& entry : object.value("fu", json::array())) {
        ticket.further_callers.push_back({read_number(entry.at(0)), read_caller(entry.at(1), ticket, keys)});
    }
    ticket.end_reason = object.value("er", "");
    if (object.contains("mi")) ticket.merged_into = read_number(object["mi"]);
    ticket.changed_at = object.contains("m") ? instants.read(object["m"]) : ticket.opened_at;
}

Ticket read_ticket(const json& object, const Keyring& keys) {
    Ticket ticket;
    ticket.state = read_state(object.at("s"));
    ticket.channel = object.value("ch", "");
    ticket.opened_at = Instant(milliseconds(object.at("o").get<long long>()));
    ticket.opened_by = PersonId(object.value("ob", ""));
    ticket.request_fingerprint = object.value("fp", "");
    ticket.intake_key = object.value("ik", "");
    if (object.contains("cl")) ticket.caller = read_caller(object["cl"], ticket, keys);
    const Instants instants(ticket.opened_at);
    ticket.matter = read_matter(object);
    read_routing(object, ticket, instants);
    read_work(object, ticket, instants);
    read_end(object, ticket, instants, keys);
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

Result<Ticket> decode_ticket(std::string_view document, const TicketNumber& number, Revision revision,
                             const Keyring& keys) {
    auto ticket = decoded(document, "ticket", [&](const json& object) { return read_ticket(object, keys); });
    if (ticket) {
        ticket->number = number;
        ticket->revision = revision;
    }
    return ticket;
}

Result<TicketEvent> decode_event(std::string_view event) {
    return decoded(event, "event", [](const json& object) {
        TicketEvent result;
        result.revision = object.at("r").get<Revision>();
        result.action = parse_action(object.at("a").get<std::string>()).value();
        result.actor = PersonId(object.at("b").get<std::string>());
        result.at = Instant(milliseconds(object.at("t").get<long long>()));
        result.to = read_state(object.at("s"));
        result.task_force = TaskForceId(object.value("tf", ""));
        if (object.contains("d")) result.changes = object["d"].get<std::map<std::string, std::string>>();
        result.trace = object.value("tr", "");
        return result;
    });
}

}  // namespace hotline
