#include "domain/telling.hpp"

#include <algorithm>

namespace hotline {
namespace {

/// Collects people who exist, each once.
class Audience {
public:
    explicit Audience(const Directory& directory) : directory_(directory) {}

    void add(const PersonId& id) {
        if (directory_.has(id) && std::ranges::find(people_, id) == people_.end()) people_.push_back(id);
    }
    void add_all(const std::vector<PersonId>& ids) {
        for (const PersonId& id : ids) add(id);
    }
    void add_if(const auto& wanted) {
        for (const Person& person : directory_.all()) {
            if (wanted(person)) add(person.id);
        }
    }
    [[nodiscard]] std::vector<PersonId> people() && { return std::move(people_); }

private:
    const Directory& directory_;
    std::vector<PersonId> people_;
};

void add_recipient(Audience& audience, std::string_view recipient, const Debtor& debtor, const Act& act) {
    const TaskForceId& task_force = debtor.task_force;
    if (recipient == "holder") {
        audience.add(debtor.holder);
    } else if (recipient == "task_force") {
        audience.add_if([&](const Person& person) { return person.belongs_to(task_force); });
    } else if (recipient == "lead") {
        audience.add_if([&](const Person& person) { return person.belongs_to(task_force) && person.is(Role::kLead); });
    } else if (recipient == "duty") {
        audience.add_all(on_duty(act.rules.duty, task_force, act.now));
    } else if (const auto role = parse_role(recipient)) {
        audience.add_if([&](const Person& person) { return person.is(*role); });
    }
}

}  // namespace

Debtor debtor_of(const SlaClock& clock, const Ticket& ticket) {
    const Part* const part = clock.target == Target::kPart ? numbered(ticket.parts, clock.item) : nullptr;
    if (part != nullptr) return {part->task_force};
    return {ticket.task_force, ticket.holder};
}

std::vector<PersonId> recipients(const LadderStep& step, const Debtor& debtor, const Act& act) {
    Audience audience(act.rules.people);
    for (const std::string& recipient : step.notify) add_recipient(audience, recipient, debtor, act);
    return std::move(audience).people();
}

Telling whom_to_tell(const Ladder& ladder, std::size_t index, const Debtor& debtor, const Act& act) {
    const auto& steps = ladder.steps();
    for (std::size_t i = index; i < steps.size(); ++i) {
        auto people = recipients(steps[i], debtor, act);
        if (!people.empty()) return {std::move(people), i == index ? nullptr : &steps[i]};
    }
    return {};
}

}  // namespace hotline
