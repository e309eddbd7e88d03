#include "base/json_writer.hpp"
#include "store/sealed_caller.hpp"
#include "store/ticket_document.hpp"
#include "store/ticket_letters.hpp"

namespace hotline {
namespace {

/// Writes a document; what has its usual value is left out.
class DocumentWriter {
public:
    DocumentWriter(const Ticket& ticket, const Keyring& keys) : ticket_(ticket), keys_(keys) {}

    std::string write() {
        json_.object([&] {
            json_.member("s", static_cast<int>(ticket_.state));
            put("ch", ticket_.channel);
            json_.member("o", ticket_.opened_at.time_since_epoch().count());
            put("ob", ticket_.opened_by);
            put("fp", ticket_.request_fingerprint);
            put("ik", ticket_.intake_key);
            if (ticket_.caller != Caller{}) {
                json_.key("cl");
                caller(ticket_.caller);
            }
            matter();
            routing();
            work();
            end();
        });
        return json_.text();
    }

private:
    void put(std::string_view name, const std::string& text) {
        if (!text.empty()) json_.member(name, text);
    }
    template <class Tag>
    void put(std::string_view name, const Id<Tag>& id) {
        put(name, id.value);
    }
    void put(std::string_view name, bool flag) {
        if (flag) json_.member(name, 1);
    }
    void put(std::string_view name, int number) {
        if (number != 0) json_.member(name, number);
    }
    void put(std::string_view name, const std::optional<Instant>& at) {
        if (at) json_.member(name, after_opening(*at));
    }
    template <class T>
    void put(std::string_view name, const std::vector<T>& items) {
        if (!items.empty()) json_.member(name, items);
    }
    /// Each item as an array of what `write` adds.
    template <class T, class Write>
    void put_each(std::string_view name, const std::vector<T>& items, Write write) {
        if (items.empty()) return;
        json_.key(name);
        json_.array(items, [&](const T& item) { json_.tuple([&] { write(item); }); });
    }

    /// Each item as an object of what `write` adds.
    template <class T, class Write>
    void put_objects(std::string_view name, const std::vector<T>& items, Write write) {
        if (items.empty()) return;
        json_.key(name);
        json_.array(items, [&](const T& item) { json_.object([&] { write(item); }); });
    }

    [[nodiscard]] long long after_opening(Instant at) const { return (at - ticket_.opened_at).count(); }

    void caller(const Caller& caller) {
        json_.object([&] {
            put("x", seal_caller(caller, ticket_, keys_));
            put("k", caller.kind);
            put("e", caller.enterprise);
            put("c", caller.confidential);
        });
    }

    void matter() {
        const Matter& matter = ticket_.matter;
        json_.member("ti", matter.title);
        json_.member("tx", matter.text);
        put("ca", matter.category);
        put("u", matter.urgency);
        put("se", matter.sector);
        put("di", matter.district);
        put("pl", matter.place);
        put("pr", matter.project_code);
        put("ab", matter.about);
        if (!matter.facts.empty()) json_.member("f", matter.facts);
    }

    void routing() {
        put("ru", ticket_.routing.rule);
        put("rv", ticket_.routing.configuration_version);
        put("ra", ticket_.routing.assistants);
        put("rt", ticket_.routing.tags);
        put("tf", ticket_.task_force);
        if (ticket_.task_force_since != ticket_.opened_at) json_.member("ts", after_opening(ticket_.task_force_since));
        put_each("le", ticket_.ledger, [&](const LedgerEntry& entry) {
            json_.value(entry.task_force);
            json_.value(entry.milliseconds);
        });
    }

    void clock(const SlaClock& clock) {
        const auto version = [&](const std::string& version) {
            json_.value(version == ticket_.routing.configuration_version ? "" : version);
        };
        json_.value(kTargetLetters.substr(static_cast<std::size_t>(clock.target), 1));
        json_.value(clock.generation);
        json_.value(clock.policy);
        version(clock.policy_version);
        version(clock.calendar_version);
        json_.tuple([&] {
            for (const ClockFact& fact : clock.facts) {
                json_.value(kFactLetters.substr(static_cast<std::size_t>(fact.kind), 1));
                json_.value(after_opening(fact.at));
                if (fact.kind == ClockFact::kExtend) json_.value(after_opening(fact.until));
            }
        });
        if (!clock.fired.empty() || clock.item != 0) json_.value(clock.fired);
        if (clock.item != 0) json_.value(clock.item);
    }

    void work() {
        put("h", ticket_.holder);
        put("hs", ticket_.handlers);
        if (ticket_.generation != 1) json_.member("g", ticket_.generation);
        put_each("c", ticket_.clocks, [&](const SlaClock& clock) { this->clock(clock); });
        put("wu", ticket_.waiting_until);
        put("wr", ticket_.waiting_reason);
        put("fc", ticket_.first_contact_at);
        if (ticket_.outcome) outcome(*ticket_.outcome);
        callbacks(ticket_.callbacks);
        put_each("ho", ticket_.hand_offs, [&](const HandOff& hand_off) {
            json_.value(hand_off.to);
            json_.value(hand_off.reference);
            json_.value(hand_off.confirmed);
            json_.value(after_opening(hand_off.at));
        });
        if (ticket_.attended_at != ticket_.opened_at) json_.member("at", after_opening(ticket_.attended_at));
        help();
        put("re", ticket_.returns);
        put("ur", ticket_.urges);
    }

    /// Parts of others, orders of supervisors, and what waits for a decision.
    void help() {
        put_objects("pa", ticket_.parts, [&](const Part& part) {
            put("f", part.task_force);
            put("a", part.asked);
            put("b", part.asked_by);
            json_.member("t", after_opening(part.asked_at));
            put("o", part.account);
            put("e", part.ended_by);
            put("d", part.ended_at);
            put("r", part.recalled);
        });
        put_objects("so", ticket_.orders, [&](const SupervisionOrder& order) {
            put("i", order.instruction);
            put("b", order.by);
            json_.member("t", after_opening(order.at));
            put("r", order.report);
            put("rb", order.reported_by);
            put("rt", order.reported_at);
            put("m", order.remark);
            put("c", order.closed_at);
        });
        if (ticket_.request) request(*ticket_.request);
        put("ex", ticket_.extensions);
        if (ticket_.final_answer) final_answer(*ticket_.final_answer);
    }

    void request(const PendingRequest& request) {
        json_.key("rq");
        json_.object([&] {
            json_.member("k", kRequestLetters.substr(request.kind, 1));
            if (request.kind != PendingRequest::kToClose) json_.member("u", after_opening(request.until));
            put("r", request.reason);
            put("b", request.by);
            json_.member("t", after_opening(request.at));
        });
    }

    void final_answer(const FinalAnswer& answer) {
        json_.key("fa");
        json_.object([&] {
            put("r", answer.reason);
            put("s", answer.signed_by);
            put("b", answer.approved_by);
            json_.member("t", after_opening(answer.at));
        });
    }

    void outcome(const Outcome& outcome) {
        json_.key("oc");
        json_.object([&] {
            put("j", outcome.justified);
            put("s", outcome.solved);
            put("u", outcome.unsolved_reason);
            put("p", outcome.proof);
            put("i", outcome.internal_account);
            put("a", outcome.public_answer);
            put("co", outcome.contacted_at);
            put("b", outcome.by);
            json_.member("t", after_opening(outcome.at));
            put("c", outcome.checked);
        });
    }

    void callbacks(const Callbacks& callbacks) {
        if (callbacks.tries == 0 && !callbacks.next_try && !callbacks.solved && callbacks.satisfaction == 0) return;
        json_.key("cb");
        json_.object([&] {
            put("n", callbacks.tries);
            put("t", callbacks.next_try);
            if (callbacks.solved) json_.member("d", *callbacks.solved);
            put("s", callbacks.satisfaction);
        });
    }

    void end() {
        put_each("fu", ticket_.further_callers, [&](const FurtherCaller& further) {
            json_.value(further.merged_ticket.text());
            caller(further.caller);
        });
        put("er", ticket_.end_reason);
        if (ticket_.merged_into) json_.member("mi", ticket_.merged_into->text());
        if (ticket_.changed_at != ticket_.opened_at) json_.member("m", after_opening(ticket_.changed_at));
    }

    const Ticket& ticket_;
    const Keyring& keys_;
    JsonWriter json_;
};

}  // namespace

std::string encode_ticket(const Ticket& ticket, const Keyring& keys) { return DocumentWriter(ticket, keys).write(); }

std::string encode_event(const TicketEvent& event) {
    JsonWriter json;
    json.object([&] {
        json.member("r", event.revision);
        json.member("a", to_string(event.action));
        json.member("b", event.actor);
        json.member("t", event.at.time_since_epoch().count());
        json.member("s", static_cast<int>(event.to));
        if (!event.task_force.empty()) json.member("tf", event.task_force);
        if (!event.changes.empty()) json.member("d", event.changes);
        if (!event.trace.empty()) json.member("tr", event.trace);
    });
    return json.text();
}

}  // namespace hotline
