#include "settings/yaml_document.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>

namespace hotline {

namespace {

constexpr std::uintmax_t kLargestFile = 4 * 1024 * 1024;

std::optional<std::string> read_file(const std::filesystem::path& path, std::string& reason) {
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        reason = "the file is missing";
    } else if (!std::filesystem::is_regular_file(path, failure)) {
        reason = "not a regular file";
    } else if (std::filesystem::file_size(path, failure) > kLargestFile) {
        reason = "the file is larger than 4 MiB";
    } else if (std::ifstream file(path, std::ios::binary); file) {
        std::string content(std::istreambuf_iterator<char>(file), {});
        if (!file.bad()) return content;
        reason = "the file cannot be read";
    } else {
        reason = "the file cannot be opened";
    }
    return std::nullopt;
}

bool is_text(UChar32 character) {
    return character >= 0x20 ? character != 0x7F : character == '\t' || character == '\n' || character == '\r';
}

/// The line (from 1) of the first byte that does not belong into a text file, and why; 0: none.
int first_bad_line(std::string_view content, std::string& reason) {
    const auto length = static_cast<std::int32_t>(content.size());
    int line = 1;
    for (std::int32_t at = 0; at < length;) {
        UChar32 character = 0;
        U8_NEXT(content.data(), at, length, character);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro
        if (character < 0) {
            reason = "not valid UTF-8";
            return line;
        }
        if (!is_text(character)) {
            reason = "a control character";
            return line;
        }
        if (character == '\n') ++line;
    }
    return 0;
}

}  // namespace

std::optional<YamlDocument> read_yaml(const std::filesystem::path& path, const std::string& label,
                                      ConfigurationErrors& errors) {
    std::string reason;
    auto content = read_file(path, reason);
    if (!content) {
        errors.push_back({label, 0, reason});
        return std::nullopt;
    }
    if (const auto line = first_bad_line(*content, reason); line > 0) {
        errors.push_back({label, line, reason});
        return std::nullopt;
    }
    try {
        const auto documents = YAML::LoadAll(*content);
        if (documents.size() == 1 && !documents.front().IsNull()) {
            return YamlDocument{label, std::move(*content), documents.front()};
        }
        errors.push_back({label, 1, documents.size() > 1 ? "more than one YAML document" : "the file is empty"});
    } catch (const YAML::Exception& error) {
        errors.push_back({label, error.mark.is_null() ? 0 : error.mark.line + 1, "not valid YAML: " + error.msg});
    }
    return std::nullopt;
}

}  // namespace hotline
