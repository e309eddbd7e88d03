#include "http/json.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "telemetry/json_text.hpp"

namespace hotline::http {

namespace {

/// Builds the value, and stops at the first thing that nlohmann's own builder would let pass.
class StrictBuilder final : public Json::json_sax_t {
public:
    [[nodiscard]] std::optional<Error>& error() { return error_; }
    [[nodiscard]] Json& value() { return root_; }

    bool null() override { return place(nullptr); }
    bool boolean(bool value) override { return place(value); }
    bool number_integer(number_integer_t value) override { return place(value); }
    bool number_unsigned(number_unsigned_t value) override { return place(value); }
    bool number_float(number_float_t value, const string_t&) override { return place(value); }
    bool binary(binary_t&) override { return refuse(ErrorCode::kMalformedJson, "The body is not JSON"); }

    bool string(string_t& text) override {
        if (text.find('\0') != std::string::npos) {
            return refuse(ErrorCode::kInvalidField, "A text must not have a NUL character", here());
        }
        return place(std::move(text));
    }

    bool key(string_t& name) override {
        auto& top = open_.back();
        const auto where = json_pointer(path(open_.size() - 1), name);
        if (name.find('\0') != std::string::npos) {
            return refuse(ErrorCode::kInvalidField, "A name must not have a NUL character", path(open_.size() - 1));
        }
        if (top.value->contains(name)) return refuse(ErrorCode::kInvalidField, "The field is given twice", where);
        top.key = std::move(name);
        return true;
    }

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t position, const std::string&, const Json::exception& exception) override {
        static constexpr int kNumberOverflow = 406;
        if (exception.id == kNumberOverflow) return refuse(ErrorCode::kInvalidField, "The number is too large", here());
        return refuse(ErrorCode::kMalformedJson, "The body is not JSON, at byte " + std::to_string(position));
    }

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

    [[nodiscard]] std::string here() const { return path(open_.size()); }

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
    if (!telemetry::is_utf8(text)) return fail(ErrorCode::kBadUtf8, "The body is not UTF-8");
    StrictBuilder builder;
    const auto complete = Json::sax_parse(text, &builder);
    if (auto& error = builder.error()) return std::unexpected(std::move(*error));
    if (!complete) return fail(ErrorCode::kMalformedJson, "The body is not JSON");
    return std::move(builder.value());
}

Result<Json> parse_json_object(std::string_view text, EmptyBody empty) {
    if (text.empty() && empty == EmptyBody::kIsEmptyObject) return Json::object();
    if (text.empty()) return fail(ErrorCode::kMalformedJson, "The body is empty");
    auto json = parse_json(text);
    if (json && !json->is_object()) return fail(ErrorCode::kInvalidField, "The body must be an object");
    return json;
}

}  // namespace hotline::http
