// config/*.yaml → Configuration, checked as a whole before anybody may use it.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "settings/configuration.hpp"
#include "settings/configuration_error.hpp"

namespace hotline {

/// The files that a configuration consists of; all must be there, others in the folder are not looked at.
[[nodiscard]] std::span<const std::string_view> configuration_files();

/// Files to be read in place of those of the folder, by the names these have there.
using FilesInstead = std::map<std::string, std::filesystem::path, std::less<>>;

/// All mistakes together, in the order of files and lines. Reads files, so not for an I/O thread.
[[nodiscard]] std::expected<Configuration, ConfigurationErrors> load_configuration(
    const std::filesystem::path& directory, const FilesInstead& instead = {});

}  // namespace hotline
