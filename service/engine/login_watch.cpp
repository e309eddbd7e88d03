#include "engine/login_watch.hpp"

namespace hotline {

Awaitable<Result<void>> LoginWatch::cycle(std::shared_ptr<const Roster> roster) {
    std::vector<PersonId> people;
    for (const auto& [id, entry] : roster->accounts()) people.emplace_back(id);
    const auto there = co_await logins_.logged_in(std::move(people));
    if (!there) co_return std::unexpected(there.error());
    std::map<std::string, int> of_role;
    for (const PersonId& id : *there) {
        const Person* const person = roster->find(id.value);
        if (person == nullptr) continue;  // disabled
        for (const Role role : person->roles) ++of_role[std::string(to_string(role))];
    }
    metrics_.people_logged_in(of_role);
    co_return Result<void>{};
}

}  // namespace hotline
