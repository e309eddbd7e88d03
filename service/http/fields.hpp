// Reads the members of a JSON object one by one and keeps the first error, so that a handler reads like its contract.
#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "http/json.hpp"

namespace hotline::http {

/// Characters are Unicode code points. Control characters are refused, but for tab and, where the text may have several
/// lines, the line feed.
struct TextLimits {
    std::size_t max_characters = 200;
    bool may_be_blank = false;  ///< empty, or nothing but white space
    bool several_lines = true;
};

struct NumberLimits {
    long long min = std::numeric_limits<long long>::min();
    long long max = std::numeric_limits<long long>::max();
};

/// `Fields f(json); auto title = f.required_string("title", {.max_characters = 200}); … if (auto done = f.finish();
/// !done) …` After an error the readers return empty values; finish() tells. A member that is null counts as absent;
/// is_null() tells it apart where that means "clear this". Names are those of the contract: views that outlive the
/// reader.
class Fields {
public:
    /// `object` must outlive the reader and be an object. `pointer` is where it stands in the body ("" for the whole
    /// body).
    explicit Fields(const Json& object, std::string pointer = {});

    std::string required_string(std::string_view name, TextLimits limits = {});
    std::optional<std::string> optional_string(std::string_view name, TextLimits limits = {});
    /// One of `values`.
    std::optional<std::string> optional_choice(std::string_view name, std::span<const std::string_view> values);
    bool required_bool(std::string_view name);
    std::optional<bool> optional_bool(std::string_view name);
    long long required_int(std::string_view name, NumberLimits limits);
    /// A JSON number without a fraction: 2 and 2.0 are, 2.5 and "2" are not.
    std::optional<long long> optional_int(std::string_view name, NumberLimits limits);
    Instant required_instant(std::string_view name);
    /// RFC 3339 with an offset.
    std::optional<Instant> optional_instant(std::string_view name);

    using TextMap = std::map<std::string, std::string>;
    /// Keys are single-line texts of at most 100 characters.
    std::optional<TextMap> optional_string_map(std::string_view name, std::size_t max_entries, TextLimits limits = {});
    std::optional<std::vector<std::string>> optional_string_list(std::string_view name, std::size_t max_entries,
                                                                 TextLimits limits = {});
    /// `read` gets a reader of the object inside, whose unknown members are refused as well. False when it is absent.
    bool optional_object(std::string_view name, const std::function<void(Fields&)>& read);

    [[nodiscard]] bool empty() const { return object_.empty(); }
    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] bool is_null(std::string_view name) const;
    /// For rules that the readers do not have: `f.refuse(kInvalidField, "satisfaction", "only with solved")`. Kept if
    /// it is the first.
    void refuse(ErrorCode code, std::string_view name, std::string detail);

    /// The first error of this reader and those inside it: kMissingField, kInvalidField, or kUnknownField for a member
    /// that nobody asked for.
    [[nodiscard]] Result<void> finish();

private:
    struct Shared {
        std::optional<Error> first;
    };

    Fields(const Json& object, std::string pointer, std::shared_ptr<Shared> shared);

    const Json* take(std::string_view name);
    const Json* require(std::string_view name);
    std::optional<std::string> text(const Json& value, std::string_view pointer, const TextLimits& limits);
    void refuse_at(ErrorCode code, std::string_view pointer, std::string detail);
    [[nodiscard]] std::string at(std::string_view name) const { return json_pointer(pointer_, name); }
    void refuse_unknown();

    const Json& object_;
    std::string pointer_;
    std::shared_ptr<Shared> shared_;
    std::vector<std::string_view> asked_;
};

/// Why `text` is not acceptable within `limits`; empty when it is. For texts that do not come in JSON (query
/// parameters, headers).
[[nodiscard]] std::string text_fault(std::string_view text, const TextLimits& limits);

}  // namespace hotline::http
