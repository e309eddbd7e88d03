// One YAML file, read and parsed, before anybody asks what it means.
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <optional>
#include <string>

#include "settings/configuration_error.hpp"

namespace hotline {

struct YamlDocument {
    std::string label;  ///< what the file is called in errors
    std::string content;
    YAML::Node root;
};

/// nullopt, with the reason added to `errors`: missing, unreadable, too large, not UTF-8, with control characters
/// (yaml-cpp takes some of them for the end of the file), not YAML, or not exactly one document.
[[nodiscard]] std::optional<YamlDocument> read_yaml(const std::filesystem::path& path, const std::string& label,
                                                    ConfigurationErrors& errors);

}  // namespace hotline
