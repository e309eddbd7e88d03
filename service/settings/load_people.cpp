#include "settings/load_people.hpp"
#include "domain/canary.hpp"

#include <algorithm>

#include "domain/person.hpp"
#include "settings/yaml_section.hpp"

namespace hotline {

namespace {

constexpr std::size_t kDigestDigits = 64;

template <class Known>
std::vector<std::string> read_names(YamlSection& section, std::string_view key, const Known& known,
                                    std::string_view kind) {
    std::vector<std::string> names;
    for (auto& [value, line] : section.list(key)) {
        if (!std::ranges::empty(known) && std::ranges::find(known, value) == std::ranges::end(known)) {
            section.error_at(line, "unknown " + std::string(kind) + " '" + value + "'");
        }
        names.push_back(std::move(value));
    }
    return names;
}

// The message does not repeat the value: it may be a token put there by mistake.
std::string read_digest(YamlSection& section) {
    auto digest = section.optional_text("token_sha256");
    const bool is_hex = digest.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!digest.empty() && (digest.size() != kDigestDigits || !is_hex)) {
        section.error("token_sha256", "'token_sha256' must be 64 lower-case hexadecimal digits");
    }
    return digest;
}

PersonRecord read_person(YamlSection& section, const PeopleVocabulary& vocabulary) {
    PersonRecord person;
    person.line = section.line();
    person.id = section.id("id");
    section.call("person '" + person.id + "'");
    if (is_reserved(PersonId(person.id))) {
        section.error("id", "'" + person.id + "' is the service itself: what it does would be told as this person's");
    }
    person.name = section.text("name");
    section.require("roles");
    person.roles = read_names(section, "roles", vocabulary.roles, "role");
    person.task_forces = read_names(section, "task_forces", vocabulary.task_forces, "task force");
    person.token_sha256 = read_digest(section);
    person.disabled = section.flag("disabled", false);
    if (section.has("roles") && person.roles.empty()) section.error("roles", "a person has at least one role");
    section.done();
    return person;
}

}  // namespace

std::expected<std::vector<PersonRecord>, ConfigurationErrors> load_people(const std::filesystem::path& path,
                                                                          const PeopleVocabulary& vocabulary) {
    ConfigurationErrors errors;
    const auto document = read_yaml(path, path.string(), errors);
    if (!document) return std::unexpected(std::move(errors));
    YamlSection file(*document, errors);
    std::vector<PersonRecord> people;
    for (auto& section : file.some_sections("people", "person")) {
        auto person = read_person(section, vocabulary);
        const auto same_id = std::ranges::find(people, person.id, &PersonRecord::id);
        if (!person.id.empty() && same_id != people.end()) {
            section.error("person '" + person.id + "' is defined twice, first in line " +
                          std::to_string(same_id->line));
        }
        const auto same_token = std::ranges::find(people, person.token_sha256, &PersonRecord::token_sha256);
        if (!person.token_sha256.empty() && same_token != people.end()) {
            section.error("token_sha256", "this token is also that of person '" + same_token->id + "'");
        }
        people.push_back(std::move(person));
    }
    file.done();
    if (!errors.empty()) {
        std::ranges::sort(errors, {}, &ConfigurationError::line);
        return std::unexpected(std::move(errors));
    }
    return people;
}

}  // namespace hotline
