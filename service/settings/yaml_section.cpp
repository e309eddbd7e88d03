#include "settings/yaml_section.hpp"

#include <algorithm>
#include <charconv>

namespace hotline {

namespace {

constexpr std::size_t kLongestId = 64;

int line_of(const YAML::Node& node) {
    const auto mark = node.Mark();
    return mark.is_null() ? 0 : mark.line + 1;
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

bool is_id(std::string_view text) {
    const auto allowed = [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               each == '_' || each == '-' || each == '.';
    };
    return !text.empty() && text.size() <= kLongestId && std::ranges::all_of(text, allowed);
}

}  // namespace

YamlSection::YamlSection(const YamlDocument& document, ConfigurationErrors& errors)
    : YamlSection(errors, document.label, document.root, "the file") {}

YamlSection::YamlSection(ConfigurationErrors& errors, std::string file, const YAML::Node& node, std::string what)
    : errors_(&errors), file_(std::move(file)), what_(std::move(what)), line_(line_of(node)) {
    if (!node.IsMap()) {
        error(what_ + " must be a mapping of keys and values");
        return;
    }
    for (const auto& pair : node) {
        if (!pair.first.IsScalar()) {
            error_at(line_of(pair.first), "a key must be a plain text");
            continue;
        }
        const auto& key = pair.first.Scalar();
        const auto twice = std::ranges::find(entries_, key, &Entry::key);
        if (twice != entries_.end()) {
            error_at(line_of(pair.first),
                     "key " + in_quotes(key) + " stands here twice, first in line " + std::to_string(twice->key_line));
            continue;
        }
        entries_.push_back({key, line_of(pair.first), pair.second, false});
    }
}

bool YamlSection::has(std::string_view key) const {
    return std::ranges::find(entries_, key, &Entry::key) != entries_.end();
}

std::vector<std::string> YamlSection::keys() const {
    std::vector<std::string> keys;
    for (const Entry& entry : entries_) keys.push_back(entry.key);
    return keys;
}

int YamlSection::line(std::string_view key) const {
    const auto found = std::ranges::find(entries_, key, &Entry::key);
    return found == entries_.end() ? line_ : found->key_line;
}

void YamlSection::error_at(int line, std::string message) { errors_->push_back({file_, line, std::move(message)}); }

const YAML::Node* YamlSection::ask(std::string_view key) {
    if (std::ranges::find(known_, key) == known_.end()) known_.emplace_back(key);
    const auto found = std::ranges::find(entries_, key, &Entry::key);
    if (found == entries_.end()) return nullptr;
    found->asked = true;
    return &found->value;
}

const YAML::Node* YamlSection::need(std::string_view key) {
    const auto* node = ask(key);
    if (node == nullptr) error(what_ + " lacks the key " + in_quotes(key));
    return node;
}

std::optional<std::string> YamlSection::scalar(std::string_view key, const YAML::Node& node, std::string_view kind) {
    if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
    error(key, in_quotes(key) + " must be " + std::string(kind));
    return std::nullopt;
}

std::string YamlSection::text(std::string_view key) {
    const auto* node = need(key);
    return node == nullptr ? std::string() : scalar(key, *node, "a text").value_or("");
}

std::string YamlSection::optional_text(std::string_view key) {
    const auto* node = ask(key);
    return node == nullptr ? std::string() : scalar(key, *node, "a text").value_or("");
}

std::string YamlSection::id(std::string_view key) {
    auto value = text(key);
    if (value.empty() || is_id(value)) return value;
    error(key, in_quotes(value) + " is no identifier: letters, digits, '_', '-' and '.', at most 64 of them");
    return {};
}

long long YamlSection::integer(std::string_view key, long long least, long long most) {
    const auto* node = need(key);
    if (node == nullptr) return least;
    const auto value = scalar(key, *node, "a whole number");
    if (!value) return least;
    long long number = 0;
    const auto* end = value->data() + value->size();
    const auto [stop, failure] = std::from_chars(value->data(), end, number);
    if (failure == std::errc() && stop == end && number >= least && number <= most) return number;
    error(key, in_quotes(key) + " must be a whole number from " + std::to_string(least) + " to " +
                   std::to_string(most) + ", not " + in_quotes(*value));
    return least;
}

bool YamlSection::flag(std::string_view key, bool otherwise) {
    const auto* node = ask(key);
    if (node == nullptr) return otherwise;
    const auto value = scalar(key, *node, "true or false");
    if (!value) return otherwise;
    if (*value == "true") return true;
    if (*value != "false") error(key, in_quotes(key) + " must be true or false, not " + in_quotes(*value));
    return false;
}

Names YamlSection::names() { return {text("zh"), text("en")}; }

std::vector<Located> YamlSection::list(std::string_view key) {
    const auto* node = ask(key);
    if (node == nullptr) return {};
    if (node->IsScalar()) {
        auto value = scalar(key, *node, "a text or a list of texts");
        return value ? std::vector<Located>{{std::move(*value), line_of(*node)}} : std::vector<Located>{};
    }
    if (!node->IsSequence()) {
        error(key, in_quotes(key) + " must be a text or a list of texts");
        return {};
    }
    std::vector<Located> items;
    for (const auto& item : *node) {
        if (!item.IsScalar() || item.Scalar().empty()) {
            error_at(line_of(item), "an entry of " + in_quotes(key) + " must be a text");
        } else if (std::ranges::find(items, item.Scalar(), &Located::value) != items.end()) {
            error_at(line_of(item), in_quotes(item.Scalar()) + " stands twice in " + in_quotes(key));
        } else {
            items.push_back({item.Scalar(), line_of(item)});
        }
    }
    return items;
}

std::vector<std::string> YamlSection::texts(std::string_view key) {
    std::vector<std::string> values;
    for (auto& item : list(key)) values.push_back(std::move(item.value));
    return values;
}

std::optional<YamlSection> YamlSection::section(std::string_view key) {
    const auto* node = ask(key);
    if (node == nullptr) return std::nullopt;
    return YamlSection(*errors_, file_, *node, in_quotes(key));
}

std::vector<YamlSection> YamlSection::sections(std::string_view key, std::string_view what) {
    const auto* node = ask(key);
    if (node == nullptr) return {};
    if (!node->IsSequence()) {
        error(key, in_quotes(key) + " must be a list");
        return {};
    }
    std::vector<YamlSection> items;
    for (const auto& item : *node) items.emplace_back(*errors_, file_, item, std::string(what));
    return items;
}

std::vector<YamlSection> YamlSection::some_sections(std::string_view key, std::string_view what) {
    const auto* node = need(key);
    if (node == nullptr) return {};
    auto items = sections(key, what);
    if (items.empty() && node->IsSequence()) error(key, in_quotes(key) + " must have at least one entry");
    return items;
}

void YamlSection::reject_empty_lists() {
    for (const auto& entry : entries_) {
        if (entry.value.IsSequence() && entry.value.size() == 0) {
            error_at(entry.key_line, in_quotes(entry.key) + " must have at least one entry");
        }
    }
}

void YamlSection::done() {
    for (const auto& entry : entries_) {
        if (entry.asked) continue;
        std::string known;
        for (const auto& key : known_) known += (known.empty() ? "" : ", ") + key;
        error_at(entry.key_line, "unknown key " + in_quotes(entry.key) + " in " + what_ + " (known: " + known + ")");
    }
}

std::optional<int> line_of_item(std::string_view pointer, std::string_view list,
                                const std::vector<YamlSection>& items) {
    if (!pointer.starts_with(list)) return std::nullopt;
    std::size_t index = 0;
    std::from_chars(pointer.data() + list.size(), pointer.data() + pointer.size(), index);
    return index < items.size() ? std::optional(items[index].line()) : std::nullopt;
}

}  // namespace hotline
