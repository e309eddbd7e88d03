// A text with places for values, in Mustache: "{{ticket}}", "{{#link}}…{{/link}}". Values are put in as they
// are, but in HTML.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace hotline {

class TextTemplate {
public:
    using Values = std::map<std::string, std::string, std::less<>>;

    TextTemplate() = default;
    /// kBadConfiguration: not Mustache, or a name that is not among `known`.
    [[nodiscard]] static Result<TextTemplate> parse(std::string text, std::span<const std::string_view> known);
    /// Of HTML that stands in the program: values are escaped.
    [[nodiscard]] static TextTemplate html(std::string text);

    /// A value that is empty or missing leaves its place empty, and its section out.
    [[nodiscard]] std::string render(const Values& values) const;

private:
    std::string text_;
    bool escapes_ = false;
};

}  // namespace hotline
