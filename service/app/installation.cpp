#include "app/installation.hpp"

#include <ranges>

#include "settings/load_configuration.hpp"
#include "settings/load_people.hpp"

namespace hotline {
namespace {

Person person_of(const PersonRecord& record) {
    Person person{PersonId(record.id), record.name, {}, {}};
    for (const std::string& name : record.roles) {
        if (const auto role = parse_role(name)) person.roles.push_back(*role);  // load_people refused all others
    }
    for (const std::string& id : record.task_forces) person.task_forces.emplace_back(id);
    return person;
}

std::expected<People, ConfigurationErrors> read_people(const std::filesystem::path& path, const Catalogue& catalogue) {
    std::vector<std::string_view> roles;
    for (const auto& [role, name] : kRoleNames) {
        if (role != Role::kSystem) roles.push_back(name);
    }
    PeopleVocabulary vocabulary{roles, {}};
    for (const TaskForce& task_force : catalogue.task_forces.all())
        vocabulary.task_forces.push_back(task_force.id.value);
    const auto records = load_people(path, vocabulary);
    if (!records) return std::unexpected(records.error());
    std::vector<People::Entry> entries;
    for (const PersonRecord& record : *records) {
        if (!record.disabled) entries.push_back({person_of(record), record.token_sha256});
    }
    return People(std::move(entries));
}

}  // namespace

std::expected<api::Installation, ConfigurationErrors> load_installation(const Options& options, Instant now) {
    auto configuration = load_configuration(options.config);
    if (!configuration) return std::unexpected(configuration.error());
    configuration->rulebook.loaded_at = now;
    auto people = read_people(options.people, *configuration->rulebook.catalogue);
    if (!people) return std::unexpected(people.error());
    return api::Installation{std::make_shared<const Configuration>(*std::move(configuration)),
                             std::make_shared<const People>(*std::move(people))};
}

}  // namespace hotline
