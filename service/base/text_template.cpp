#include "base/text_template.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>

namespace hotline {
namespace {

using kainjow::mustache::mustache;

mustache template_of(const std::string& text, bool escapes) {
    mustache parsed(text);
    if (!escapes) parsed.set_custom_escape([](const std::string& value) { return value; });
    return parsed;
}

std::string_view trimmed(std::string_view tag) {
    const auto from = tag.find_first_not_of(" #^/");
    const auto to = tag.find_last_not_of(' ');
    return from == std::string_view::npos ? std::string_view() : tag.substr(from, to - from + 1);
}

}  // namespace

Result<TextTemplate> TextTemplate::parse(std::string text, std::span<const std::string_view> known) {
    for (auto at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
        const auto end = text.find("}}", at);
        if (end == std::string::npos) return fail(ErrorCode::kBadConfiguration, "a place is not closed with }}");
        const auto name = trimmed(std::string_view(text).substr(at + 2, end - at - 2));
        if (std::ranges::find(known, name) != known.end()) continue;
        return fail(ErrorCode::kBadConfiguration, "nothing is called {{" + std::string(name) + "}}");
    }
    const auto parsed = template_of(text, false);
    if (!parsed.is_valid()) return fail(ErrorCode::kBadConfiguration, parsed.error_message());
    TextTemplate made;
    made.text_ = std::move(text);
    return made;
}

TextTemplate TextTemplate::html(std::string text) {
    TextTemplate made;
    made.text_ = std::move(text);
    made.escapes_ = true;
    return made;
}

std::string TextTemplate::render(const Values& values) const {
    kainjow::mustache::data all;
    for (const auto& [name, value] : values) {
        if (!value.empty()) all.set(name, value);
    }
    return template_of(text_, escapes_).render(all);
}

}  // namespace hotline
