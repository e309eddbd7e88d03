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

std::expected<std::vector<People::Entry>, ConfigurationErrors> read_people(const std::filesystem::path& path,
                                                                           const Catalogue& catalogue) {
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
    return entries;
}

Directory directory_of(const std::vector<People::Entry>& entries) {
    std::vector<Person> people;
    for (const People::Entry& entry : entries) people.push_back(entry.person);
    return Directory(std::move(people));
}

// No reason to refuse the file: people leave at any hour, and whoever stands in for them must still be able to change
// the rest.
ConfigurationErrors people_missing(const Configuration& configuration) {
    ConfigurationErrors warnings;
    for (const auto& [id, file, line] : configuration.people_named) {
        if (configuration.rulebook.people.has(id)) continue;
        warnings.push_back({file, line, "person '" + id.value + "' is not among the people, and counts as nobody"});
    }
    return warnings;
}

}  // namespace

std::expected<api::Installation, ConfigurationErrors> load_installation(const Options& options, Instant now) {
    auto configuration = load_configuration(options.config);
    if (!configuration) return std::unexpected(configuration.error());
    configuration->rulebook.loaded_at = now;
    auto people = read_people(options.people, *configuration->rulebook.catalogue);
    if (!people) return std::unexpected(people.error());
    configuration->rulebook.people = directory_of(*people);
    auto warnings = people_missing(*configuration);
    return api::Installation{std::make_shared<const Configuration>(*std::move(configuration)),
                             std::make_shared<const People>(*std::move(people)), std::move(warnings)};
}

}  // namespace hotline
