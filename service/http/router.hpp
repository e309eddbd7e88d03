// Which handler answers a request. Filled at start, then immutable and shared by all threads.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "http/message.hpp"

namespace hotline::http {

struct RouteOptions {
    bool any_content_type = false;  ///< else a body must be application/json
    bool even_when_busy = false;    ///< for /healthz and the like, which must tell the truth under load
};

struct Route {
    std::size_t index;  ///< 0, 1, 2 … in the order of adding
    std::string method;
    std::string pattern;
    std::vector<std::string> params;
    Handler handler;
    RouteOptions options;
};

class Router {
public:
    Router();
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// `pattern` is "/api/v1/tickets/{number}/claim": literal segments and parameters that match one non-empty segment;
    /// a last segment "{name*}" matches all the rest. Where both could match, the literal wins. Throws std::logic_error
    /// for a malformed pattern or one that is taken: a mistake in the program.
    void add(std::string method, std::string_view pattern, Handler handler, RouteOptions options = {});

    /// `route` is null for OPTIONS, which is answered from `allow` alone. HEAD finds the route of GET.
    struct Match {
        const Route* route = nullptr;
        std::string allow = {};
    };
    /// Takes O(segments) and fills the parameters of `request`, whose method and path it reads.
    /// kRouteNotFound, or kMethodNotAllowed with the allowed methods as context "allow".
    [[nodiscard]] Result<Match> match(HttpRequest& request) const;

    [[nodiscard]] const std::deque<Route>& routes() const { return routes_; }

private:
    struct Node;
    const Node* find(const Node& node, std::string_view rest, std::vector<std::string_view>& values) const;

    std::unique_ptr<Node> root_;
    std::deque<Route> routes_;
};

}  // namespace hotline::http
