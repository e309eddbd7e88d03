#include "http/request_target.hpp"

#include <algorithm>
#include <optional>

#include "telemetry/json_text.hpp"

namespace hotline::http {

namespace {

std::optional<unsigned> hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return std::nullopt;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

enum class Part { kPath, kQuery };

/// The byte that the "%HH" at the start of `text` means.
Result<char> percent_decoded(std::string_view text, Part part) {
    const auto high = text.size() > 1 ? hex_digit(text[1]) : std::nullopt;
    const auto low = text.size() > 2 ? hex_digit(text[2]) : std::nullopt;
    if (!high || !low) return fail(ErrorCode::kBadRequest, "The address has a broken percent-encoding");
    const auto byte = static_cast<char>(*high * 16 + *low);
    if (part == Part::kPath && byte == '/') {
        return fail(ErrorCode::kBadRequest, "The path must not have an encoded slash");
    }
    return byte;
}

Result<void> decode(std::string_view text, Part part, std::string& out) {
    out.clear();
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            const auto byte = percent_decoded(text.substr(i), part);
            if (!byte) return std::unexpected(byte.error());
            c = *byte;
            i += 2;
        } else if (c == '+' && part == Part::kQuery) {
            c = ' ';
        } else if (c == '#') {
            return fail(ErrorCode::kBadRequest, "The address must not have a fragment");
        }
        if (is_control(c)) return fail(ErrorCode::kBadRequest, "The address must not have control characters");
        out += c;
    }
    if (!telemetry::is_utf8(out)) return fail(ErrorCode::kBadUtf8, "The address is not UTF-8");
    return {};
}

// Nothing is served relative to anything else, so ".." can only be an attempt to get around a rule of some proxy.
bool has_dot_segment(std::string_view path) {
    for (std::size_t start = 0; start < path.size();) {
        const auto end = std::min(path.find('/', start + 1), path.size());
        const auto segment = path.substr(start + 1, end - start - 1);
        if (segment == "." || segment == "..") return true;
        start = end;
    }
    return false;
}

Result<void> read_query(std::string_view query, HttpRequest& request) {
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        std::string name;
        std::string value;
        if (auto done = decode(pair.substr(0, equals), Part::kQuery, name); !done) return done;
        if (auto done = decode(pair.substr(std::min(equals + 1, pair.size())), Part::kQuery, value); !done) return done;
        if (request.query(name)) return fail(ErrorCode::kBadRequest, "A query parameter is given twice", name);
        request.query_params.emplace_back(std::move(name), std::move(value));
    }
    return {};
}

std::optional<std::string_view> without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
        target.remove_prefix(scheme.size());
        target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
        return target;
    }
    return std::nullopt;
}

}  // namespace

Result<void> read_target(std::string_view target, HttpRequest& request) {
    request.query_params.clear();
    if (target == "*") {
        request.path = "*";
        return {};
    }
    if (const auto rest = without_authority(target)) target = *rest;
    const auto question = std::min(target.find('?'), target.size());
    auto path = target.substr(0, question);
    if (path.empty() && question < target.size()) path = "/";
    if (auto done = decode(path, Part::kPath, request.path); !done) return done;
    if (request.path.empty() || request.path[0] != '/') {
        return fail(ErrorCode::kBadRequest, "The address must be a path that begins with a slash");
    }
    if (has_dot_segment(request.path)) return fail(ErrorCode::kBadRequest, "The path must not have dot segments");
    return read_query(target.substr(std::min(question + 1, target.size())), request);
}

}  // namespace hotline::http
