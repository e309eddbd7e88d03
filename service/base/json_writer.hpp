// Writes JSON straight into text (RapidJSON's Writer), for what is written thousands of times a second: replies,
// documents, events. Building a tree first, as nlohmann/json does, costs several times as much as everything else an
// intake needs.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/rapidjson.hpp"

namespace hotline {

/// Texts must be UTF-8: all that comes in is checked. Not thread-safe.
class JsonWriter {
public:
    /// `write` adds the members.
    template <class Write>
        requires std::invocable<Write>
    void object(Write write) {
        writer_.StartObject();
        write();
        writer_.EndObject();
    }
    template <class Range, class Write>
        requires std::invocable<Write, typename Range::const_reference>
    void array(const Range& range, Write write) {
        writer_.StartArray();
        for (const auto& item : range) write(item);
        writer_.EndArray();
    }

    /// An array of what `write` adds.
    template <class Write>
        requires std::invocable<Write>
    void tuple(Write write) {
        writer_.StartArray();
        write();
        writer_.EndArray();
    }

    void key(std::string_view name) { writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size())); }

    void value(std::string_view text) { writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size())); }
    void value(const std::string& text) { value(std::string_view(text)); }
    void value(const char* text) { value(std::string_view(text)); }
    void value(bool flag) { writer_.Bool(flag); }
    void value(std::integral auto number) { writer_.Int64(static_cast<int64_t>(number)); }
    void value(std::nullptr_t) { writer_.Null(); }
    template <class Tag>
    void value(const Id<Tag>& id) {
        value(std::string_view(id.value));
    }
    template <class T>
    void value(const std::optional<T>& maybe) {
        if (maybe) {
            value(*maybe);
        } else {
            writer_.Null();
        }
    }
    template <class T>
    void value(const std::vector<T>& items) {
        array(items, [this](const T& item) { value(item); });
    }
    void value(const std::map<std::string, std::string>& texts) {
        object([&] {
            for (const auto& [name, text] : texts) member(name, text);
        });
    }

    template <class T>
    void member(std::string_view name, const T& what) {
        key(name);
        value(what);
    }
    /// `json` is the value as it is to be written.
    void member_raw(std::string_view name, std::string_view json) {
        key(name);
        writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
    }
    /// Empty means that there is none: null.
    void member_or_null(std::string_view name, const std::string& text) {
        key(name);
        if (text.empty()) {
            writer_.Null();
        } else {
            value(text);
        }
    }
    template <class Tag>
    void member_or_null(std::string_view name, const Id<Tag>& id) {
        member_or_null(name, id.value);
    }

    [[nodiscard]] std::string text() const { return {buffer_.GetString(), buffer_.GetSize()}; }

private:
    rapidjson::StringBuffer buffer_;
    rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace hotline
