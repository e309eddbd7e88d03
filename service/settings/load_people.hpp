// people.yaml → who may use the service, for whoever brings many people into it at once (hotlinectl people import).
#pragma once

#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "settings/configuration_error.hpp"

namespace hotline {

/// As it stands in the file, checked for form; roles and task forces are names.
struct PersonRecord {
    std::string id;
    std::string name;
    std::vector<std::string> roles;
    std::vector<std::string> task_forces;
    std::string token_sha256;  ///< 64 lower-case hexadecimal digits, no two people share one; empty: no token
    bool disabled = false;
    int line = 0;
};

/// What roles and task forces there are. An empty list of task forces checks none.
struct PeopleVocabulary {
    std::span<const std::string_view> roles;
    std::vector<std::string> task_forces;
};

/// All mistakes together; the file is called by `path` in them.
[[nodiscard]] std::expected<std::vector<PersonRecord>, ConfigurationErrors> load_people(
    const std::filesystem::path& path, const PeopleVocabulary& vocabulary);

}  // namespace hotline
