#include "http/router.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace hotline::http {

/// One segment of the known addresses.
struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> param;
    std::unique_ptr<Node> rest;
    std::vector<const Route*> routes;  // by method; few

    [[nodiscard]] const Route* route_for(std::string_view method) const {
        const auto found =
            std::ranges::find_if(routes, [method](const Route* route) { return route->method == method; });
        return found == routes.end() ? nullptr : *found;
    }

    [[nodiscard]] std::string allowed_methods() const {
        std::vector<std::string> methods{"OPTIONS"};
        for (const auto* route : routes) methods.push_back(route->method);
        if (route_for("GET") && !route_for("HEAD")) methods.emplace_back("HEAD");
        std::ranges::sort(methods);
        std::string text;
        for (const auto& method : methods) text.append(text.empty() ? "" : ", ").append(method);
        return text;
    }
};

namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::string_view next_segment(std::string_view& rest) {
    rest.remove_prefix(1);
    const auto end = std::min(rest.find('/'), rest.size());
    const auto segment = rest.substr(0, end);
    rest.remove_prefix(end);
    return segment;
}

[[noreturn]] void refuse(std::string_view pattern, const char* why) {
    throw std::logic_error("route " + std::string(pattern) + ": " + why);
}

enum class SegmentKind { kLiteral, kParameter, kRest };

struct Segment {
    SegmentKind kind;
    std::string_view name;
};

/// Takes the next segment off the rest of the pattern.
Segment read_segment(std::string_view pattern, std::string_view& rest) {
    const auto text = next_segment(rest);
    if (!is_parameter(text)) {
        if (text.find_first_of("{}*") != std::string_view::npos) refuse(pattern, "has a malformed segment");
        return {SegmentKind::kLiteral, text};
    }
    const auto name = text.substr(1, text.size() - 2);
    if (!name.ends_with('*')) return {SegmentKind::kParameter, name};
    if (!rest.empty()) refuse(pattern, "only the last segment can take the rest");
    return {SegmentKind::kRest, name.substr(0, name.size() - 1)};
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string method, std::string_view pattern, Handler handler, RouteOptions options) {
    if (!pattern.starts_with('/')) refuse(pattern, "must begin with a slash");
    auto* node = root_.get();
    std::vector<std::string> params;
    for (auto rest = pattern; !rest.empty();) {
        const auto segment = read_segment(pattern, rest);
        if (segment.kind != SegmentKind::kLiteral) params.emplace_back(segment.name);
        auto& child = segment.kind == SegmentKind::kLiteral     ? node->literals[std::string(segment.name)]
                      : segment.kind == SegmentKind::kParameter ? node->param
                                                                : node->rest;
        if (!child) child = std::make_unique<Node>();
        node = child.get();
    }
    if (node->route_for(method)) refuse(pattern, "is taken");
    routes_.push_back(
        {routes_.size(), std::move(method), std::string(pattern), std::move(params), std::move(handler), options});
    node->routes.push_back(&routes_.back());
}

// Goes back to a parameter only where the literal branch led nowhere, so a path is walked at most once per pattern
// depth in any set of patterns a person would write.
const Router::Node* Router::find(const Node& node, std::string_view rest, std::vector<std::string_view>& values) const {
    if (rest.empty()) return node.routes.empty() ? nullptr : &node;
    const auto whole = rest.substr(1);
    const auto segment = next_segment(rest);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (const auto* found = find(*literal->second, rest, values)) return found;
    }
    if (node.param && !segment.empty()) {
        values.push_back(segment);
        if (const auto* found = find(*node.param, rest, values)) return found;
        values.pop_back();
    }
    if (!node.rest) return nullptr;
    values.push_back(whole);
    return node.rest.get();
}

Result<Router::Match> Router::match(HttpRequest& request) const {
    request.path_params.clear();
    request.route = {};
    if (request.path == "*" && request.method == "OPTIONS") return Match{nullptr, "GET, HEAD, OPTIONS, POST"};
    thread_local std::vector<std::string_view> values;
    values.clear();
    const auto* node = request.path.starts_with('/') ? find(*root_, request.path, values) : nullptr;
    if (!node) return fail(ErrorCode::kRouteNotFound, "There is nothing at this address");
    const auto* route = node->route_for(request.method);
    if (!route && request.method == "HEAD") route = node->route_for("GET");
    if (!route && request.method == "OPTIONS") return Match{nullptr, node->allowed_methods()};
    if (!route) {
        Error error{ErrorCode::kMethodNotAllowed, "This address does not take " + request.method, {}, {}};
        error.context.emplace_back("allow", node->allowed_methods());
        return std::unexpected(std::move(error));
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        request.path_params.emplace_back(route->params[i], std::string(values[i]));
    }
    request.route = route->pattern;
    return Match{.route = route};
}

}  // namespace hotline::http
