#include "settings/yaml_document.hpp"

#include <unicode/utf8.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
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

/// Passes over what a document holds.
class Ignored : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
    void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
    void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  const std::string& /*value*/) override {}
    void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                         YAML::EmitterStyle::value /*style*/) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                    YAML::EmitterStyle::value /*style*/) override {}
    void OnMapEnd() override {}
};

/// Whether something follows the first document. Not YAML::LoadAll: of a stray "," it makes documents without end.
bool holds_more_than_one(const std::string& content) {
    std::istringstream stream(content);
    YAML::Parser parser(stream);
    Ignored ignored;
    return parser.HandleNextDocument(ignored) && parser.HandleNextDocument(ignored);
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
        const bool more = holds_more_than_one(*content);
        auto document = YAML::Load(*content);
        if (!more && !document.IsNull()) return YamlDocument{label, std::move(*content), document};
        errors.push_back({label, 1, more ? "more than one YAML document" : "the file is empty"});
    } catch (const YAML::Exception& error) {
        errors.push_back({label, error.mark.is_null() ? 0 : error.mark.line + 1, "not valid YAML: " + error.msg});
    }
    return std::nullopt;
}

}  // namespace hotline
