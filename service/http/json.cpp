#include "http/json.hpp"

#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/rapidjson.hpp"
#include "telemetry/json_text.hpp"

namespace hotline::http {

namespace {

/// Builds the value, and stops at the first thing that a parser may let pass: a handler of RapidJSON's Reader.
class StrictBuilder {
public:
    [[nodiscard]] std::optional<Error>& error() { return error_; }
    [[nodiscard]] Json& value() { return root_; }
    /// Where in the value the parser is.
    [[nodiscard]] std::string here() const { return path(open_.size()); }

    // NOLINTBEGIN(readability-identifier-naming): RapidJSON's names
    bool Null() { return place(nullptr); }
    bool Bool(bool value) { return place(value); }
    bool Int(int value) { return place(value); }
    bool Uint(unsigned value) { return place(value); }
    bool Int64(std::int64_t value) { return place(value); }
    bool Uint64(std::uint64_t value) { return place(value); }
    bool Double(double value) { return place(value); }
    // Only with kParseNumbersAsStringsFlag.
    bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }

    bool String(const char* text, rapidjson::SizeType size, bool) {
        if (std::memchr(text, 0, size) != nullptr) {
            return refuse(ErrorCode::kInvalidField, "A text must not have a NUL character", here());
        }
        return place(std::string(text, size));
    }

    bool Key(const char* text, rapidjson::SizeType size, bool) {
        auto& top = open_.back();
        std::string name(text, size);
        if (name.find('\0') != std::string::npos) {
            return refuse(ErrorCode::kInvalidField, "A name must not have a NUL character", path(open_.size() - 1));
        }
        if (top.value->contains(name)) {
            return refuse(ErrorCode::kInvalidField, "The field is given twice",
                          json_pointer(path(open_.size() - 1), name));
        }
        top.key = std::move(name);
        return true;
    }

    bool StartObject() { return open(Json::object()); }
    bool StartArray() { return open(Json::array()); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }
    // NOLINTEND(readability-identifier-naming)

private:
    struct Level {
        Json* value;
        std::string key;  // of the member that comes next
    };

    // Elements of an array are never moved while one of them is open, so the pointers hold.
    Json* insert(Json&& value) {
        if (open_.empty()) return &(root_ = std::move(value));
        auto& top = open_.back();
        if (top.value->is_array()) {
            top.value->push_back(std::move(value));
            return &top.value->back();
        }
        return &(*top.value)[top.key].operator=(std::move(value));
    }

    bool place(Json value) {
        insert(std::move(value));
        return true;
    }

    bool open(Json value) {
        if (open_.size() >= kJsonDepthLimit) return refuse(ErrorCode::kMalformedJson, "The body is nested too deep");
        auto* inserted = insert(std::move(value));
        open_.push_back({inserted, {}});
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    [[nodiscard]] std::string path(std::size_t levels) const {
        std::string pointer;
        for (std::size_t i = 0; i < levels; ++i) {
            const auto& level = open_[i];
            // An array's open element is its last one.
            const auto inside = i + 1 < open_.size();
            const auto index = level.value->size() - (inside && level.value->is_array() ? 1 : 0);
            pointer = json_pointer(pointer, level.value->is_array() ? std::to_string(index) : level.key);
        }
        return pointer;
    }

    bool refuse(ErrorCode code, std::string detail, std::string field = {}) {
        error_ = Error{code, std::move(detail), std::move(field), {}};
        return false;
    }

    Json root_;
    std::vector<Level> open_;
    std::optional<Error> error_;
};

}  // namespace

std::string json_pointer(std::string_view pointer, std::string_view key) {
    std::string text(pointer);
    text += '/';
    for (const char c : key) {
        if (c == '~') {
            text += "~0";
        } else if (c == '/') {
            text += "~1";
        } else {
            text += c;
        }
    }
    return text;
}

Result<Json> parse_json(std::string_view text) {
    constexpr unsigned kStrictly = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag;
    rapidjson::MemoryStream stream(text.data(), text.size());
    rapidjson::Reader reader;
    StrictBuilder builder;
    const auto parsed = reader.Parse<kStrictly>(stream, builder);
    // The stream ends with a NUL of its own; one in the text ends nothing.
    if (!parsed.IsError() && stream.Tell() == text.size()) return std::move(builder.value());
    if (auto& error = builder.error()) return std::unexpected(std::move(*error));
    if (!telemetry::is_utf8(text)) return fail(ErrorCode::kBadUtf8, "The body is not UTF-8");
    if (parsed.Code() == rapidjson::kParseErrorNumberTooBig) {
        return fail(ErrorCode::kInvalidField, "The number is too large", builder.here());
    }
    const auto position = parsed.IsError() ? parsed.Offset() : stream.Tell();
    return fail(ErrorCode::kMalformedJson, "The body is not JSON, at byte " + std::to_string(position + 1));
}

Result<Json> parse_json_object(std::string_view text, EmptyBody empty) {
    if (text.empty() && empty == EmptyBody::kIsEmptyObject) return Json::object();
    if (text.empty()) return fail(ErrorCode::kMalformedJson, "The body is empty");
    auto json = parse_json(text);
    if (json && !json->is_object()) return fail(ErrorCode::kInvalidField, "The body must be an object");
    return json;
}

}  // namespace hotline::http
