// A private copy of the shipped configuration that a test may spoil.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>
#include <string>

#include "settings/load_configuration.hpp"

namespace hotline {

inline void PrintTo(const ConfigurationError& error, std::ostream* out) {
    *out << to_string(ConfigurationErrors{error});
}

}  // namespace hotline

namespace hotline::test {

inline std::filesystem::path shipped_configuration() { return std::filesystem::path(HOTLINE_SOURCE_DIR) / "config"; }

class ConfigurationFolder {
public:
    ConfigurationFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hotline-settings-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = pattern;
        std::filesystem::create_directory(path_ / "notifications");
        for (const auto name : configuration_files())
            std::filesystem::copy(shipped_configuration() / name, path_ / name);
    }
    ConfigurationFolder(const ConfigurationFolder&) = delete;
    ConfigurationFolder& operator=(const ConfigurationFolder&) = delete;
    ~ConfigurationFolder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    void write(const std::string& name, const std::string& content) const {
        std::ofstream(path_ / name, std::ios::binary) << content;
    }
    /// Replaces the first occurrence of `old` and returns the line (from 1) where it stood.
    int replace(const std::string& name, const std::string& old, const std::string& fresh) const {
        auto content = read(name);
        const auto at = content.find(old);
        if (at == std::string::npos) throw std::runtime_error(name + " does not have: " + old);
        const auto line = 1 + std::count(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(at), '\n');
        write(name, content.replace(at, old.size(), fresh));
        return static_cast<int>(line);
    }
    void append(const std::string& name, const std::string& text) const { write(name, read(name) + text); }
    [[nodiscard]] int last_line(const std::string& name) const {
        const auto content = read(name);
        return static_cast<int>(std::count(content.begin(), content.end(), '\n'));
    }
    [[nodiscard]] ConfigurationErrors errors() const {
        auto loaded = load_configuration(path_);
        return loaded ? ConfigurationErrors{} : std::move(loaded.error());
    }

private:
    std::filesystem::path path_;
};

}  // namespace hotline::test
