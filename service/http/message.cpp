#include "http/message.hpp"

#include <algorithm>

namespace hotline::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

template <class Pairs>
auto find_name(const Pairs& pairs, std::string_view name) {
    return std::ranges::find_if(pairs, [name](const auto& pair) { return pair.first == name; });
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

bool is_json_type(std::string_view content_type) {
    const auto semicolon = std::min(content_type.find(';'), content_type.size());
    if (!equal_ignoring_case(trim(content_type.substr(0, semicolon)), "application/json")) return false;
    if (semicolon == content_type.size()) return true;
    const auto parameter = trim(content_type.substr(semicolon + 1));
    return equal_ignoring_case(parameter, "charset=utf-8") || equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

std::string_view HttpRequest::path_param(std::string_view name) const {
    const auto found = find_name(path_params, name);
    return found == path_params.end() ? std::string_view{} : found->second;
}

std::optional<std::string_view> HttpRequest::query(std::string_view name) const {
    const auto found = find_name(query_params, name);
    if (found == query_params.end()) return std::nullopt;
    return found->second;
}

std::string_view HttpRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (equal_ignoring_case(key, name)) return value;
    }
    return {};
}

std::string_view HttpRequest::trace_id() const {
    return traceparent.empty() ? std::string_view{} : std::string_view(traceparent).substr(3, 32);
}

HttpReply HttpReply::with(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
}

HttpReply HttpReply::etag(Revision shown) && {
    return std::move(*this).with("ETag", '"' + std::to_string(shown) + '"');
}

HttpReply ok(std::string json) { return {.body = std::move(json)}; }

HttpReply no_content() { return {.status = 204}; }

}  // namespace hotline::http
