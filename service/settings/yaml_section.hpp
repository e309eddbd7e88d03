// Reads one YAML mapping: every key is asked for by name and type, every mistake goes to the list of errors with its
// line, and `done()` reports the keys that nobody asked for. Reading goes on after a mistake; the value returned then
// is a neutral one.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/catalogue.hpp"
#include "settings/configuration_error.hpp"
#include "settings/yaml_document.hpp"

namespace hotline {

/// A value and where it stands.
struct Located {
    std::string value;
    int line = 0;
};

class YamlSection {
public:
    /// `what` names the mapping in messages, e.g. "rule 'danger-gas'".
    YamlSection(const YamlDocument& document, ConfigurationErrors& errors);
    YamlSection(ConfigurationErrors& errors, std::string file, const YAML::Node& node, std::string what);

    void call(std::string what) { what_ = std::move(what); }
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys() const;  ///< where they are names that the file may choose
    [[nodiscard]] int line() const { return line_; }
    [[nodiscard]] int line(std::string_view key) const;
    [[nodiscard]] const std::string& file() const { return file_; }

    // Required ones report a missing key; all report a wrong type.
    [[nodiscard]] std::string text(std::string_view key);
    [[nodiscard]] std::string optional_text(std::string_view key);
    [[nodiscard]] std::string id(std::string_view key);  ///< letters, digits, '_', '-', '.', at most 64
    [[nodiscard]] long long integer(std::string_view key, long long least, long long most);
    [[nodiscard]] bool flag(std::string_view key, bool otherwise);
    [[nodiscard]] Names names();  ///< `zh` and `en` of this mapping
    [[nodiscard]] std::vector<Located> list(
        std::string_view key);  ///< of texts; a single text is a list of one; may be absent
    [[nodiscard]] std::vector<std::string> texts(std::string_view key);
    [[nodiscard]] std::optional<YamlSection> section(std::string_view key);
    [[nodiscard]] std::vector<YamlSection> sections(std::string_view key, std::string_view what);  ///< may be absent
    /// As `sections`, but absent or empty is a mistake.
    [[nodiscard]] std::vector<YamlSection> some_sections(std::string_view key, std::string_view what);

    void error(std::string message) { error_at(line_, std::move(message)); }
    void error(std::string_view key, std::string message) { error_at(line(key), std::move(message)); }
    void error_at(int line, std::string message);
    /// Reports the key if it is missing.
    void require(std::string_view key) { static_cast<void>(need(key)); }
    /// The key is known even though this time nobody reads it.
    void allow(std::string_view key) { static_cast<void>(ask(key)); }
    /// Reports the lists of this mapping that have no entry: no condition is not the same as an empty one.
    void reject_empty_lists();
    void done();

private:
    struct Entry {
        std::string key;
        int key_line;
        YAML::Node value;
        bool asked;
    };
    [[nodiscard]] const YAML::Node* ask(std::string_view key);
    [[nodiscard]] const YAML::Node* need(std::string_view key);
    [[nodiscard]] std::optional<std::string> scalar(std::string_view key, const YAML::Node& node,
                                                    std::string_view kind);

    ConfigurationErrors* errors_;
    std::string file_;
    std::string what_;
    int line_ = 0;
    std::vector<Entry> entries_;
    std::vector<std::string> known_;
};

/// The line of the item that a JSON pointer names, as in "/steps/2/level" for list "/steps/"; nothing where it names
/// none of that list.
[[nodiscard]] std::optional<int> line_of_item(std::string_view pointer, std::string_view list,
                                              const std::vector<YamlSection>& items);

/// The ids of `key` that exist in `table`; the others are reported as unknown `kind`. A table that is empty could not
/// be read, which is reported elsewhere, so nothing is checked against it.
template <class T>
[[nodiscard]] std::vector<std::string> known_ids(YamlSection& section, std::string_view key, const Table<T>& table,
                                                 std::string_view kind) {
    std::vector<std::string> ids;
    for (auto& [value, line] : section.list(key)) {
        if (!table.all().empty() && !table.has(value)) {
            section.error_at(line, "unknown " + std::string(kind) + " '" + value + "'");
        } else {
            ids.push_back(std::move(value));
        }
    }
    return ids;
}

}  // namespace hotline
