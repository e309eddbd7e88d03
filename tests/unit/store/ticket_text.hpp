// A ticket as text, every field of it, so that two can be compared and a difference is read at once. The structured
// bindings stop compiling when a struct gets a field: then it belongs here, and into the document.
#pragma once

#include <sstream>
#include <string>

#include "domain/ticket.hpp"

namespace hotline::test {

class TicketText {
public:
    [[nodiscard]] static std::string of(const Ticket& ticket) {
        TicketText text;
        text.add(ticket);
        return text.out_.str();
    }
    [[nodiscard]] static std::string of(const TicketEvent& event) {
        TicketText text;
        text.add(event);
        return text.out_.str();
    }

private:
    void add(const std::string& text) { out_ << '"' << text << "\"\n"; }
    void add(bool flag) { out_ << (flag ? "yes\n" : "no\n"); }
    void add(int number) { out_ << number << '\n'; }
    void add(long long number) { out_ << number << '\n'; }
    void add(Instant at) { out_ << at.time_since_epoch().count() << " ms\n"; }
    void add(State state) { add(std::string(to_string(state))); }
    void add(Action action) { add(std::string(to_string(action))); }
    void add(Target target) { add(std::string(to_string(target))); }
    void add(ClockFact::Kind kind) { add(static_cast<int>(kind)); }
    void add(const TicketNumber& number) { out_ << number.partition() << '/' << number.serial() << '\n'; }
    void add(const Phone& phone) { add(phone.e164()); }
    template <class Tag>
    void add(const Id<Tag>& id) {
        add(id.value);
    }
    template <class T>
    void add(const std::optional<T>& maybe) {
        if (maybe) {
            add(*maybe);
        } else {
            out_ << "none\n";
        }
    }
    template <class T>
    void add(const std::vector<T>& items) {
        out_ << items.size() << " of them\n";
        for (const T& item : items) add(item);
    }
    void add(const std::map<std::string, std::string>& texts) {
        for (const auto& [name, text] : texts) out_ << name << ": " << text << '\n';
    }

    template <class... T>
    void all(const char* name, const T&... fields) {
        out_ << "-- " << name << '\n';
        (add(fields), ...);
    }

    void add(const Caller& caller) {
        const auto& [phone, name, kind, enterprise, address, confidential] = caller;
        all("caller", phone, name, kind, enterprise, address, confidential);
    }
    void add(const Matter& matter) {
        const auto& [title, text, category, urgency, sector, district, place, project_code, about, facts] = matter;
        all("matter", title, text, category, urgency, sector, district, place, project_code, about, facts);
    }
    void add(const Routing& routing) {
        const auto& [rule, configuration_version, assistants, tags] = routing;
        all("routing", rule, configuration_version, assistants, tags);
    }
    void add(const Outcome& outcome) {
        const auto& [justified, solved, reason, proof, account, answer, contacted_at, by, at, checked] = outcome;
        all("outcome", justified, solved, reason, proof, account, answer, contacted_at, by, at, checked);
    }
    void add(const HandOff& hand_off) {
        const auto& [to, reference, confirmed, at] = hand_off;
        all("hand-off", to, reference, confirmed, at);
    }
    void add(const Callbacks& callbacks) {
        const auto& [tries, next_try, solved, satisfaction] = callbacks;
        all("call-backs", tries, next_try, solved, satisfaction);
    }
    void add(const FurtherCaller& further) {
        const auto& [merged_ticket, caller] = further;
        all("further caller", merged_ticket, caller);
    }
    void add(const LedgerEntry& entry) {
        const auto& [task_force, milliseconds] = entry;
        all("ledger", task_force, milliseconds);
    }
    void add(const ClockFact& fact) {
        const auto& [kind, at, until] = fact;
        all("fact", kind, at, until);
    }
    void add(const SlaClock& clock) {
        const auto& [target, generation, policy, policy_version, calendar_version, facts, fired, item] = clock;
        all("clock", target, generation, policy, policy_version, calendar_version, facts, fired, item);
    }
    void add(const Part& part) {
        const auto& [task_force, asked, asked_by, asked_at, account, ended_by, ended_at, recalled] = part;
        all("part", task_force, asked, asked_by, asked_at, account, ended_by, ended_at, recalled);
    }
    void add(const SupervisionOrder& order) {
        const auto& [instruction, by, at, report, reported_by, reported_at, remark, closed_at] = order;
        all("order", instruction, by, at, report, reported_by, reported_at, remark, closed_at);
    }
    void add(const PendingRequest& request) {
        const auto& [kind, until, reason, by, at] = request;
        all("request", static_cast<int>(kind), until, reason, by, at);
    }
    void add(const FinalAnswer& answer) {
        const auto& [reason, signed_by, approved_by, at] = answer;
        all("final answer", reason, signed_by, approved_by, at);
    }
    void add(const Ticket& ticket) {
        const auto& [number, revision, state, channel, caller, matter, opened_at, opened_by, fingerprint, intake_key,
                     routing, task_force, task_force_since, ledger, holder, handlers, attended_at, generation, clocks,
                     waiting_until, waiting_reason, first_contact_at, outcome, callbacks, hand_offs, further_callers,
                     parts, orders, request, extensions, final_answer, returns, urges, end_reason, merged_into,
                     changed_at] = ticket;
        all("ticket", number, revision, state, channel, opened_at, opened_by, fingerprint, intake_key, changed_at);
        all("what", caller, matter, routing);
        all("who", task_force, task_force_since, ledger, holder, handlers, attended_at);
        all("work", generation, clocks, waiting_until, waiting_reason, first_contact_at, outcome, callbacks, hand_offs);
        all("help", parts, orders, request, extensions, final_answer);
        all("end", further_callers, returns, urges, end_reason, merged_into);
    }
    void add(const TicketEvent& event) {
        const auto& [revision, action, actor, at, to, task_force, changes, trace] = event;
        all("event", revision, action, actor, at, to, task_force, changes, trace);
    }

    std::ostringstream out_;
};

}  // namespace hotline::test
