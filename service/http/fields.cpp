#include "http/fields.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/instant.hpp"
#include "telemetry/json_text.hpp"

namespace hotline::http {

namespace {

constexpr TextLimits kKeyLimits{.max_characters = 100, .several_lines = false};

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

bool is_blank(char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == 0x3000 || c == 0xA0; }

std::optional<long long> whole_number(const Json& value) {
    if (value.is_number_unsigned()) {
        const auto number = value.get<unsigned long long>();
        if (!std::in_range<long long>(number)) return std::nullopt;
        return static_cast<long long>(number);
    }
    if (value.is_number_integer()) return value.get<long long>();
    // Beyond 2^53 a double does not say which number was meant.
    static constexpr double kExact = 9007199254740992.0;
    if (!value.is_number_float()) return std::nullopt;
    const auto number = value.get<double>();
    if (std::trunc(number) != number || std::abs(number) > kExact) return std::nullopt;
    return static_cast<long long>(number);
}

std::string joined(std::span<const std::string_view> values) {
    std::string text;
    for (const auto value : values) text.append(text.empty() ? "" : ", ").append(value);
    return text;
}

}  // namespace

std::string text_fault(std::string_view text, const TextLimits& limits) {
    std::size_t characters = 0;
    bool blank = true;
    for (std::size_t at = 0; at < text.size();) {
        const auto character = telemetry::first_utf8_character(text.substr(at));
        if (character.size == 0) return "must be UTF-8";
        const auto c = character.code_point;
        const auto allowed = c == '\t' || (c == '\n' && limits.several_lines);
        if (is_control(c) && !allowed) return "must not have control characters";
        blank = blank && is_blank(c);
        at += character.size;
        ++characters;
    }
    if (characters > limits.max_characters) {
        return "must have at most " + std::to_string(limits.max_characters) + " characters";
    }
    if (blank && !limits.may_be_blank) return "must not be blank";
    return {};
}

Fields::Fields(const Json& object, std::string pointer)
    : Fields(object, std::move(pointer), std::make_shared<Shared>()) {}

Fields::Fields(const Json& object, std::string pointer, std::shared_ptr<Shared> shared)
    : object_(object), pointer_(std::move(pointer)), shared_(std::move(shared)) {}

void Fields::refuse_at(ErrorCode code, std::string_view pointer, std::string detail) {
    if (!shared_->first) shared_->first = Error{code, std::move(detail), std::string(pointer), {}};
}

void Fields::refuse(ErrorCode code, std::string_view name, std::string detail) {
    refuse_at(code, at(name), std::move(detail));
}

bool Fields::has(std::string_view name) const {
    const auto found = object_.find(name);
    return found != object_.end() && !found->is_null();
}

bool Fields::is_null(std::string_view name) const {
    const auto found = object_.find(name);
    return found != object_.end() && found->is_null();
}

const Json* Fields::take(std::string_view name) {
    asked_.push_back(name);
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
}

const Json* Fields::require(std::string_view name) {
    const auto* value = take(name);
    if (!value) refuse(ErrorCode::kMissingField, name, "This field is required");
    return value;
}

std::optional<std::string> Fields::text(const Json& value, std::string_view pointer, const TextLimits& limits) {
    const auto* text = value.get_ptr<const std::string*>();
    if (!text) {
        refuse_at(ErrorCode::kInvalidField, pointer, "This must be a text");
        return std::nullopt;
    }
    if (const auto fault = text_fault(*text, limits); !fault.empty()) {
        refuse_at(ErrorCode::kInvalidField, pointer, "This text " + fault);
        return std::nullopt;
    }
    return *text;
}

std::string Fields::required_string(std::string_view name, TextLimits limits) {
    const auto* value = require(name);
    return value ? text(*value, at(name), limits).value_or("") : std::string{};
}

std::optional<std::string> Fields::optional_string(std::string_view name, TextLimits limits) {
    const auto* value = take(name);
    return value ? text(*value, at(name), limits) : std::nullopt;
}

std::optional<std::string> Fields::optional_choice(std::string_view name, std::span<const std::string_view> values) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    const auto* text = value->get_ptr<const std::string*>();
    if (text && std::ranges::find(values, *text) != values.end()) return *text;
    refuse(ErrorCode::kInvalidField, name, "This must be one of: " + joined(values));
    return std::nullopt;
}

bool Fields::required_bool(std::string_view name) {
    if (!has(name)) refuse(ErrorCode::kMissingField, name, "This field is required");
    return optional_bool(name).value_or(false);
}

std::optional<bool> Fields::optional_bool(std::string_view name) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    refuse(ErrorCode::kInvalidField, name, "This must be true or false");
    return std::nullopt;
}

long long Fields::required_int(std::string_view name, NumberLimits limits) {
    if (!has(name)) refuse(ErrorCode::kMissingField, name, "This field is required");
    return optional_int(name, limits).value_or(limits.min);
}

std::optional<long long> Fields::optional_int(std::string_view name, NumberLimits limits) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    const auto number = whole_number(*value);
    if (number && *number >= limits.min && *number <= limits.max) return number;
    refuse(ErrorCode::kInvalidField, name,
           number ? "This must be from " + std::to_string(limits.min) + " to " + std::to_string(limits.max)
                  : "This must be a whole number");
    return std::nullopt;
}

Instant Fields::required_instant(std::string_view name) {
    if (!has(name)) refuse(ErrorCode::kMissingField, name, "This field is required");
    return optional_instant(name).value_or(Instant{});
}

std::optional<Instant> Fields::optional_instant(std::string_view name) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    const auto* text = value->get_ptr<const std::string*>();
    auto instant = text ? parse_rfc3339(*text, at(name))
                        : Result<Instant>(fail(ErrorCode::kInvalidField, "This must be a text", at(name)));
    if (instant) return *instant;
    refuse_at(instant.error().code, instant.error().field, std::move(instant.error().detail));
    return std::nullopt;
}

std::optional<Fields::TextMap> Fields::optional_string_map(std::string_view name, std::size_t max_entries,
                                                           TextLimits limits) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    if (!value->is_object() || value->size() > max_entries) {
        refuse(ErrorCode::kInvalidField, name,
               "This must be an object of texts with at most " + std::to_string(max_entries) + " entries");
        return std::nullopt;
    }
    TextMap map;
    for (const auto& [key, entry] : value->items()) {
        const auto pointer = json_pointer(at(name), key);
        if (const auto fault = text_fault(key, kKeyLimits); !fault.empty()) {
            refuse_at(ErrorCode::kInvalidField, pointer, "This name " + fault);
        }
        if (auto read = text(entry, pointer, limits)) map.emplace(key, std::move(*read));
    }
    return map;
}

std::optional<std::vector<std::string>> Fields::optional_string_list(std::string_view name, std::size_t max_entries,
                                                                     TextLimits limits) {
    const auto* value = take(name);
    if (!value) return std::nullopt;
    if (!value->is_array() || value->size() > max_entries) {
        refuse(ErrorCode::kInvalidField, name,
               "This must be a list of texts with at most " + std::to_string(max_entries) + " entries");
        return std::nullopt;
    }
    std::vector<std::string> list;
    for (const auto& entry : *value) {
        const auto pointer = json_pointer(at(name), std::to_string(list.size()));
        list.push_back(text(entry, pointer, limits).value_or(""));
    }
    return list;
}

bool Fields::optional_object(std::string_view name, const std::function<void(Fields&)>& read) {
    const auto* value = take(name);
    if (!value) return false;
    if (!value->is_object()) {
        refuse(ErrorCode::kInvalidField, name, "This must be an object");
        return false;
    }
    Fields inside(*value, at(name), shared_);
    read(inside);
    inside.refuse_unknown();
    return true;
}

void Fields::refuse_unknown() {
    for (const auto& [key, _] : object_.items()) {
        if (std::ranges::find(asked_, key) == asked_.end()) {
            return refuse(ErrorCode::kUnknownField, key, "There is no such field");
        }
    }
}

Result<void> Fields::finish() {
    refuse_unknown();
    if (const std::optional<Error>& first = shared_->first) return std::unexpected(*first);
    return {};
}

}  // namespace hotline::http
