#include "ctl/people_tasks.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <ranges>
#include <stdexcept>

#include "ctl/session.hpp"
#include "desk/logins.hpp"
#include "desk/roster.hpp"
#include "settings/load_people.hpp"

namespace hotline::ctl {
namespace {

Awaitable<Roster> read_roster(RosterLog& log) { co_return Roster().with(value_of(co_await log.after(0))); }

Account account_of(const PersonRecord& record) {
    Account account{{PersonId(record.id), record.name, {}, {}}, record.disabled};
    for (const std::string& name : record.roles) {
        if (const auto role = parse_role(name))
            account.person.roles.push_back(*role);  // load_people refused all others
    }
    for (const std::string& id : record.task_forces) account.person.task_forces.emplace_back(id);
    return account;
}

ApiToken token_of(const PersonRecord& record) {
    return {"imported-" + record.id, "people.yaml", PersonId(record.id), record.token_sha256, {}, std::nullopt, false};
}

/// What the roster lacks of the record.
std::vector<std::variant<Account, ApiToken>> lacking(const Roster& roster, const PersonRecord& record) {
    std::vector<std::variant<Account, ApiToken>> changes;
    auto account = account_of(record);
    const auto known = roster.accounts().find(record.id);
    if (known != roster.accounts().end()) account.subject = known->second.what.subject;  // not the file's to say
    if (known == roster.accounts().end() || known->second.what != account) changes.emplace_back(account);
    if (record.token_sha256.empty()) return changes;
    const auto token = roster.tokens().find(token_of(record).id);
    if (token == roster.tokens().end() || token->second.what.sha256 != record.token_sha256) {
        changes.emplace_back(token_of(record));
    }
    return changes;
}

std::vector<PersonRecord> read_people(const std::filesystem::path& file, const Catalogue& catalogue) {
    std::vector<std::string_view> roles;
    for (const auto& [role, name] : kRoleNames) {
        if (role != Role::kSystem) roles.push_back(name);
    }
    PeopleVocabulary vocabulary{roles, {}};
    for (const TaskForce& task_force : catalogue.task_forces.all()) {
        vocabulary.task_forces.push_back(task_force.id.value);
    }
    auto records = load_people(file, vocabulary);
    if (!records) throw std::runtime_error("the people were refused:\n" + to_string(records.error()));
    return *std::move(records);
}

/// Decides on the newest roster, again if somebody else was faster. How many changes it took.
Awaitable<std::size_t> bring_in(RosterLog& log, Roster& roster, const PersonRecord& record) {
    std::size_t written = 0;
    for (auto changes = lacking(roster, record); !changes.empty(); changes = lacking(roster, record)) {
        const RosterEntry entry{roster.revision() + 1, std::move(changes.front()), the_system().id,
                                SystemClock().now()};
        const bool first = value_of(co_await log.append(entry));
        if (first) ++written;
        roster = first ? roster.with({entry}) : roster.with(value_of(co_await log.after(roster.revision())));
    }
    co_return written;
}

Awaitable<void> end_sessions(redis::LinkPool& link, PersonId person) {
    Sessions sessions(link);
    for (const hotline::Session& session : value_of(co_await sessions.of(std::move(person)))) {
        value_of(co_await sessions.end(session));
    }
}

}  // namespace

Awaitable<std::string> import_people(redis::LinkPool& link, std::filesystem::path file, const Catalogue& catalogue) {
    const auto records = read_people(file, catalogue);
    RosterLog log(link);
    Roster roster = co_await read_roster(log);
    std::size_t written = 0;
    for (const PersonRecord& record : records) {
        written += co_await bring_in(log, roster, record);
        if (record.disabled) co_await end_sessions(link, PersonId(record.id));
    }
    co_return fmt::format("{} people in the file, {} changes made\n", records.size(), written);
}

Awaitable<std::string> list_people(redis::LinkPool& link) {
    RosterLog log(link);
    const Roster roster = co_await read_roster(log);
    std::string text;
    for (const auto& [id, entry] : roster.accounts()) {
        const Person& person = entry.what.person;
        const auto roles = person.roles | std::views::transform([](Role role) { return to_string(role); });
        const auto task_forces = person.task_forces | std::views::transform(&TaskForceId::value);
        text += fmt::format("{:<16} {:<24} {:<16} {}{}\n", id, fmt::join(roles, ","), fmt::join(task_forces, ","),
                            person.name, entry.what.disabled ? " (disabled)" : "");
    }
    co_return text;
}

Awaitable<std::string> reset_password(redis::LinkPool& link, const KeyedHash& hash, std::string person) {
    RosterLog log(link);
    const Roster roster = co_await read_roster(log);
    if (roster.find(person) == nullptr) throw std::runtime_error("there is nobody called " + person + ", or disabled");
    Credentials credentials(link);
    Sessions sessions(link);
    FailedTries tries(link);
    PasswordHasher hasher(1);
    const SystemClock clock;
    Logins logins({credentials, sessions, tries}, hasher, hash, clock);
    const auto password = value_of(co_await logins.reset_password(PersonId(person)));
    co_return fmt::format("One-time password of {}: {}\n", person, password);
}

}  // namespace hotline::ctl
