#include "domain/change.hpp"

namespace hotline {
namespace {

using Changes = std::map<std::string, std::string>;

void compare(Changes& changes, const char* field, const std::string& before, const std::string& after) {
    if (before != after) changes[field] = after;
}

void compare(Changes& changes, const char* field, int before, int after) {
    if (before != after) changes[field] = std::to_string(after);
}

// Texts and callers are in the document only; the log says that they changed.
template <class T>
void note_change(Changes& changes, const char* field, const T& before, const T& after) {
    if (!(before == after)) changes[field] = "changed";
}

void compare_matter(Changes& changes, const Matter& before, const Matter& after) {
    note_change(changes, "title", before.title, after.title);
    note_change(changes, "text", before.text, after.text);
    note_change(changes, "place", before.place, after.place);
    note_change(changes, "facts", before.facts, after.facts);
    compare(changes, "category", before.category.value, after.category.value);
    compare(changes, "urgency", before.urgency, after.urgency);
    compare(changes, "sector", before.sector, after.sector);
    compare(changes, "district", before.district, after.district);
    compare(changes, "project_code", before.project_code, after.project_code);
    compare(changes, "about", before.about.value, after.about.value);
}

bool attends(const Ticket& before, const TicketEvent& event) {
    if (is_system(event.actor)) return false;
    return transition_of(event.action).attends || event.actor == before.holder;
}

}  // namespace

Change begin_change(const Ticket& ticket, Action action, const Act& act) {
    Change change{ticket, {}};
    change.after.changed_at = act.now;
    change.event.action = action;
    change.event.actor = act.person.id;
    change.event.at = act.now;
    change.event.trace = act.person.trace;
    return change;
}

Change finish_change(const Ticket& before, Change change) {
    Ticket& after = change.after;
    // A request lapses when the ticket has moved on.
    if (after.request && after.state != before.state) after.request.reset();
    if (attends(before, change.event)) after.attended_at = change.event.at;
    Changes& changes = change.event.changes;
    change.event.to = after.state;
    change.event.task_force = after.task_force;
    compare(changes, "state", std::string(to_string(before.state)), std::string(to_string(after.state)));
    compare(changes, "task_force", before.task_force.value, after.task_force.value);
    compare(changes, "holder", before.holder.value, after.holder.value);
    compare(changes, "generation", before.generation, after.generation);
    compare(changes, "returns", before.returns, after.returns);
    compare(changes, "urges", before.urges, after.urges);
    note_change(changes, "caller", before.caller, after.caller);
    compare_matter(changes, before.matter, after.matter);
    return change;
}

}  // namespace hotline
